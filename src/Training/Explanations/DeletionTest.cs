using GraphSeq.Graph;
using static TorchSharp.torch;

namespace GraphSeq.Training.Explanations;

/// <summary>Deletion curves of a decision.</summary>
/// <remarks><see href="https://arxiv.org/abs/1806.07421">Petsiuk, Das, Saenko, "RISE", 2018</see>, for cells and edges in place of pixels.</remarks>
internal sealed class DeletionTest(Decision decision, int points, int randomOrders, long seed)
{
    private const long CellStream = 1, EdgeStream = 2;

    public Faithfulness Run(Explanation explanation)
    {
        int[] valid = [.. Enumerable.Range(0, decision.Valid.Length).Where(cell => decision.Valid[cell])];
        int[] cells = [.. Ranking.Descending(explanation.Cells).Where(cell => decision.Valid[cell])];
        return new Faithfulness(
            Curve(cells, valid, CellStream, decision.Valid.Length, WithoutCells),
            decision.NumEdges == 0 ? null
                : Curve(Ranking.Descending(explanation.EdgeImportance), [.. Enumerable.Range(0, decision.NumEdges)], EdgeStream, decision.NumEdges, WithoutEdges));
    }

    private double[] WithoutCells(Tensor kept)
    {
        using var scope = NewDisposeScope();
        var keep = kept.view(-1, decision.NumNodes, decision.Layout.Steps, 1);
        return decision.Values(decision.Baseline + (decision.Cells - decision.Baseline) * keep, null, decision.Confidence);
    }

    private double[] WithoutEdges(Tensor kept)
    {
        using var scope = NewDisposeScope();
        return decision.Values(decision.Cells.expand([kept.shape[0], .. decision.Cells.shape]), kept, decision.Confidence);
    }

    /// <param name="order">What is taken away, the first first.</param>
    /// <param name="all">The same in an order that says nothing.</param>
    /// <param name="stream">Which random numbers.</param>
    /// <param name="size">Number of things there are, those never taken included.</param>
    /// <param name="measure">Takes what is kept, 1 or 0, <c>[S, size]</c>, and gives the confidence of each.</param>
    private DeletionCurve Curve(int[] order, int[] all, long stream, int size, Func<Tensor, double[]> measure)
    {
        var own = Along(order);
        var sums = new double[points + 1];
        var areas = new double[randomOrders];
        for (var i = 0; i < randomOrders; i++)
        {
            var shuffled = (int[])all.Clone();
            SplitMix64.ForStream(seed + i, stream).Shuffle<int>(shuffled);
            var curve = Along(shuffled);
            areas[i] = Area(curve);
            for (var p = 0; p <= points; p++) sums[p] += curve[p] / randomOrders;
        }
        var mean = areas.Average();
        return new DeletionCurve(
            [.. Enumerable.Range(0, points + 1).Select(p => (double)p / points)], own, sums, Area(own), mean,
            Math.Sqrt(areas.Sum(area => (area - mean) * (area - mean)) / (randomOrders - 1)), randomOrders);

        double[] Along(int[] taken)
        {
            var kept = new float[(points + 1) * size];
            Array.Fill(kept, 1);
            for (var p = 1; p <= points; p++)
                foreach (var i in taken.AsSpan(0, (int)Math.Round((double)p * taken.Length / points))) kept[p * size + i] = 0;
            using var tensor = HostTensors.Create<float>(kept, [points + 1, size]);
            return measure(tensor);
        }
    }

    /// <summary>By trapezoids over [0, 1].</summary>
    private double Area(double[] curve)
    {
        var sum = (curve[0] + curve[^1]) / 2;
        for (var p = 1; p < points; p++) sum += curve[p];
        return sum / points;
    }
}
