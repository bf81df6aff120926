using MathNet.Numerics.Statistics;

namespace GraphSeq.Training.Explanations;

/// <summary>How much explanations of one decision agree with one another.</summary>
/// <param name="CellCorrelation">Mean rank correlation (Spearman) of the cells over pairs; NaN where all cells are alike.</param>
/// <param name="CellOverlap">Mean share (Jaccard) of the tenth of the cells that is most important in both.</param>
/// <param name="EdgeCorrelation">As for cells; NaN without edges.</param>
/// <param name="EdgeOverlap">As for cells; NaN without edges.</param>
/// <param name="Runs">Number of explanations compared.</param>
public sealed record Stability(double CellCorrelation, double CellOverlap, double EdgeCorrelation, double EdgeOverlap, int Runs)
{
    private const double TopShare = 0.1;

    /// <summary>Every one against every other.</summary>
    internal static Stability OfAll(IReadOnlyList<Explanation> explanations) =>
        Of([.. from i in Enumerable.Range(0, explanations.Count)
               from j in Enumerable.Range(i + 1, explanations.Count - i - 1)
               select (explanations[i], explanations[j])], explanations.Count);

    /// <summary>Each one against a reference.</summary>
    internal static Stability Against(Explanation reference, IReadOnlyList<Explanation> explanations) =>
        Of([.. explanations.Select(other => (reference, other))], explanations.Count);

    private static Stability Of((Explanation A, Explanation B)[] pairs, int runs)
    {
        return new Stability(
            Mean(pair => Correlation.Spearman(pair.A.Cells, pair.B.Cells)), Mean(pair => Overlap(pair.A.Cells, pair.B.Cells)),
            Mean(pair => Correlation.Spearman(pair.A.EdgeImportance, pair.B.EdgeImportance)), Mean(pair => Overlap(pair.A.EdgeImportance, pair.B.EdgeImportance)),
            runs);

        double Mean(Func<(Explanation A, Explanation B), double> value) => pairs.Select(value).DefaultIfEmpty(double.NaN).Average();
    }

    private static double Overlap(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        if (a.Count == 0) return double.NaN;
        var count = Math.Max(1, (int)Math.Round(TopShare * a.Count));
        var (first, second) = (Top(a), Top(b));
        var common = first.Intersect(second).Count();
        return (double)common / (2 * count - common);

        HashSet<int> Top(IReadOnlyList<double> values) => [.. Ranking.Descending(values).Take(count)];
    }
}
