using System.Globalization;
using GraphSeq.Datasets;
using GraphSeq.Graph;
using static TorchSharp.torch;

namespace GraphSeq.Training.Baselines;

/// <summary>Models without graph layers on a fold, so that a reader sees what the graph added. Hyper-parameters are chosen by the validation part
/// alone; without one, the middle of each range is taken.</summary>
public static class Baseline
{
    private const int MaxSmoothing = 3;
    private const int MostKnown = 2000;                                         // an eigendecomposition takes time with the cube of the rows
    private static readonly double[] Gammas = [0.1, 0.3, 1, 3];
    private static readonly double[] Lambdas = [0.01, 0.03, 0.1, 0.3, 1, 3];

    /// <summary>What a table calls the row.</summary>
    /// <param name="kind">The baseline.</param>
    public static string NameOf(BaselineKind kind) => kind switch
    {
        BaselineKind.Majority => "majority class",
        BaselineKind.LabelHistogram => "label histogram (kernel ridge)",
        BaselineKind.StructureBlind => "structure-blind (kernel ridge)",
        _ => "smoothed features (kernel ridge)",
    };

    /// <summary>Fits on the training part, chooses by the validation part, judges by the test part.</summary>
    /// <param name="kind">The baseline.</param>
    /// <param name="dataset">A set with targets per graph.</param>
    /// <param name="split">A fold with a test part.</param>
    /// <param name="refit">Learns from training and validation part together, once the choice is made.</param>
    /// <exception cref="ArgumentException">Targets belong to nodes, there are none, or a needed part is empty.</exception>
    public static BaselineResult Run(BaselineKind kind, GraphDataset dataset, Split split, bool refit = false)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(split);
        if (dataset.Targets.Level != TargetLevel.Graph || dataset.Targets.Task == TaskKind.None)
            throw new ArgumentException($"{dataset.Name}: baselines are for targets of graphs.", nameof(dataset));
        if (dataset.Sequences is not null && kind != BaselineKind.Majority)
            throw new ArgumentException($"{dataset.Name}: this baseline is for sets of graphs, not of graph sequences.", nameof(dataset));
        if (split.Train.Count == 0 || split.Test.Count == 0)
            throw new ArgumentException("Baseline: the training and the test part must not be empty.", nameof(split));
        using var threads = ComputeThreads.Claim();
        int[] final = refit ? [.. split.Train, .. split.Validation] : [.. split.Train];
        if (kind == BaselineKind.Majority)
        {
            var constant = MeanTarget(dataset, final);
            var test = Constant(dataset, split.Test, constant);
            return new BaselineResult(refit || split.Validation.Count == 0 ? null : Constant(dataset, split.Validation, constant), test, "none");
        }
        var (gamma, lambda, steps) = Choose(kind, dataset, split with { Train = Some(split.Train) });
        var known = Some(final);
        var choice = string.Create(CultureInfo.InvariantCulture, $"gamma {gamma}, lambda {lambda}") +
            (kind == BaselineKind.SmoothedKernel ? $", smoothing {steps}" : "") +
            (known.Length < final.Length ? $", learnt from {known.Length} of {final.Length} graphs" : "");
        int[] judged = [.. split.Test, .. refit ? [] : split.Validation];
        var outputs = Fit(dataset, Describe(kind, dataset, final, steps), known, judged, gamma, [lambda])[0];
        var width = dataset.NumOutputs;
        var validation = refit || split.Validation.Count == 0
            ? null : Judge(dataset, split.Validation, outputs[(split.Test.Count * width)..]);
        return new BaselineResult(validation, Judge(dataset, split.Test, outputs[..(split.Test.Count * width)]), choice);
    }

    /// <summary>As many graphs as a kernel matrix can be made of in seconds: all, or some drawn by chance, always the same.</summary>
    private static int[] Some(IReadOnlyList<int> graphs)
    {
        int[] drawn = [.. graphs];
        if (drawn.Length <= MostKnown) return drawn;
        new SplitMix64(MostKnown).Shuffle<int>(drawn);
        return drawn[..MostKnown];
    }

    private static (double Gamma, double Lambda, int Steps) Choose(BaselineKind kind, GraphDataset dataset, Split split)
    {
        var most = kind == BaselineKind.SmoothedKernel ? MaxSmoothing : 0;
        if (split.Validation.Count == 0) return (Gammas[Gammas.Length / 2], Lambdas[Lambdas.Length / 2], most / 2);
        var best = (Score: double.NegativeInfinity, Loss: double.PositiveInfinity, Choice: (Gammas[0], Lambdas[0], 0));
        for (var steps = 0; steps <= most; steps++)
        {
            var rows = Describe(kind, dataset, split.Train, steps);
            foreach (var gamma in Gammas)
            {
                var outputs = Fit(dataset, rows, split.Train, split.Validation, gamma, Lambdas);
                for (var i = 0; i < Lambdas.Length; i++)
                {
                    var evaluation = Judge(dataset, split.Validation, outputs[i]);
                    if ((evaluation.MainMetric, -evaluation.Loss).CompareTo((best.Score, -best.Loss)) <= 0) continue;
                    best = (evaluation.MainMetric, evaluation.Loss, (gamma, Lambdas[i], steps));
                }
            }
        }
        return best.Choice;
    }

    private static double[][] Describe(BaselineKind kind, GraphDataset dataset, IReadOnlyList<int> fitOn, int steps)
    {
        if (kind == BaselineKind.LabelHistogram) return GraphDescriptors.LabelHistogram(dataset);
        var nodes = GraphDescriptors.StandardisedNodes(dataset, fitOn);
        List<double[][]> parts = [GraphDescriptors.Pool(dataset, nodes)];
        for (var step = 0; step < steps; step++)
        {
            nodes = GraphDescriptors.Smooth(dataset, nodes);
            parts.Add(GraphDescriptors.Pool(dataset, nodes));
        }
        return GraphDescriptors.Join(parts);
    }

    private static float[][] Fit(
        GraphDataset dataset, double[][] rows, IReadOnlyList<int> known, IReadOnlyList<int> asked, double gamma, double[] lambdas)
    {
        using var scope = NewDisposeScope();
        var all = Standardise(Rows(rows, [.. Enumerable.Range(0, rows.Length)]), [.. known]);
        var targets = Rows([.. known.Select(graph => TargetRow(dataset, graph))], [.. Enumerable.Range(0, known.Count)]);
        using var ridge = new KernelRidge(all[tensor(known.Select(i => (long)i).ToArray())], targets, gamma);
        var outputs = ridge.Predict(all[tensor(asked.Select(i => (long)i).ToArray())], lambdas);
        return Array.ConvertAll(outputs, values => Array.ConvertAll(values, value => (float)value));
    }

    private static Tensor Rows(double[][] rows, int[] which) => HostTensors.Create<double>(
        which.SelectMany(row => rows[row]).ToArray(), [which.Length, rows.Length == 0 ? 0 : rows[0].Length]);

    private static Tensor Standardise(Tensor rows, int[] fitOn)
    {
        var seen = rows[tensor(Array.ConvertAll(fitOn, i => (long)i))];
        var deviation = seen.std(0, unbiased: false, keepdim: true);
        return (rows - seen.mean([0], keepdim: true)) / deviation.where(deviation > 1e-9, ones_like(deviation));
    }

    private static double[] TargetRow(GraphDataset dataset, int graph)
    {
        var row = new double[dataset.NumOutputs];
        if (dataset.Targets.Task == TaskKind.Classification) row[dataset.Targets.Classes[graph]] = 1;
        else
            for (var k = 0; k < row.Length; k++) row[k] = dataset.Targets.Values[graph * row.Length + k];
        return row;
    }

    private static float[] MeanTarget(GraphDataset dataset, int[] graphs)
    {
        var mean = new double[dataset.NumOutputs];
        foreach (var row in graphs.Select(graph => TargetRow(dataset, graph)))
            for (var k = 0; k < mean.Length; k++) mean[k] += row[k] / graphs.Length;
        return Array.ConvertAll(mean, value => (float)value);
    }

    private static Evaluation Constant(GraphDataset dataset, IReadOnlyList<int> graphs, float[] row) =>
        Judge(dataset, graphs, [.. graphs.SelectMany(_ => row)]);

    /// <summary>Shares of a class stand in for its probability: their logarithms are the logits.</summary>
    private static Evaluation Judge(GraphDataset dataset, IReadOnlyList<int> graphs, float[] outputs)
    {
        const float Least = 1e-3f;
        float[] logits = dataset.Targets.Task switch
        {
            TaskKind.Classification => Array.ConvertAll(outputs, share => MathF.Log(Math.Max(share, Least))),
            TaskKind.MultiLabelClassification => Array.ConvertAll(outputs, share => MathF.Log(Math.Max(share, Least) / Math.Max(1 - share, Least))),
            _ => outputs,
        };
        return Evaluation.Of(new Predictions(dataset.Targets.Task, graphs, dataset.NumOutputs, logits), dataset.Targets);
    }
}
