using System.Globalization;
using System.Text.Json;
using GraphSeq.Cli.Output;
using GraphSeq.Datasets;
using GraphSeq.Graph;
using GraphSeq.Models;
using GraphSeq.Training.Explanations;

namespace GraphSeq.Cli.Explaining;

/// <summary>The explanations of one graph: for people, as JSON, and as a page.</summary>
internal sealed class ExplainedGraph(GraphDataset dataset, int graph, ModelMetadata metadata, IReadOnlyList<ExplainedBy> methods)
{
    private const int Shown = 5;

    /// <summary>Which graph.</summary>
    public int Graph => graph;

    /// <summary>What each method found.</summary>
    public IReadOnlyList<ExplainedBy> Methods => methods;

    /// <summary>The decision in words.</summary>
    public string Decision
    {
        get
        {
            var explanation = methods[0].Explanation;
            var name = explanation.Output < metadata.OutputNames.Count ? metadata.OutputNames[explanation.Output] : $"{explanation.Output}";
            if (metadata.Task == nameof(TaskKind.Regression)) return Invariant($"value {name}: {explanation.Score:0.000}{Truth()}");
            return Invariant($"class {name}, output {explanation.Score:0.000}, probability {explanation.Confidence:0.000}{Truth()}");
        }
    }

    /// <summary>What <c>explain --json</c> prints of it; scripts rely on the names.</summary>
    public object ToSummary() => new
    {
        Graph = graph,
        methods[0].Explanation.Output,
        OutputName = methods[0].Explanation.Output < metadata.OutputNames.Count ? metadata.OutputNames[methods[0].Explanation.Output] : null,
        methods[0].Explanation.Score,
        methods[0].Explanation.Confidence,
        methods[0].Explanation.NumNodes,
        methods[0].Explanation.TimeSteps,
        methods[0].Explanation.HasTime,
        Edges = methods[0].Explanation.Edges.Select(edge => (int[])[edge.Source, edge.Target]),
        Methods = methods.Select(method => new
        {
            method.Explanation.Method,
            method.Explanation.Nodes,
            method.Explanation.Times,
            method.Explanation.Cells,
            method.Explanation.Features,
            Edges = method.Explanation.EdgeImportance,
            method.Explanation.Completeness,
            method.Faithfulness,
            method.Stability,
        }),
    };

    /// <summary>For a person: the most important things of each kind, and the scores.</summary>
    public IEnumerable<string> ToLines()
    {
        yield return $"graph {graph} of {dataset.Name}: {Decision}";
        foreach (var method in methods)
        {
            var explanation = method.Explanation;
            yield return $"  {explanation.Method}";
            yield return $"    nodes       {Top(explanation.Nodes, node => $"{node}")}";
            if (explanation.HasTime) yield return $"    time steps  {Top(explanation.Times, time => $"{time}")}";
            else yield return $"    features    {Top(explanation.Features, FeatureName)}";
            if (explanation.Edges.Count > 0) yield return $"    edges       {Top(explanation.EdgeImportance, edge => $"{explanation.Edges[edge].Source}->{explanation.Edges[edge].Target}")}";
            yield return $"    faithful    {Deletion("cells", method.Faithfulness.Cells)}{(method.Faithfulness.Edges is { } edges ? $"; {Deletion("edges", edges)}" : "")}";
            yield return Invariant($"    stable      rank correlation {method.StabilityIs}: cells {method.Stability.CellCorrelation:0.00}, edges {method.Stability.EdgeCorrelation:0.00}");
            if (explanation.Completeness is { } sums)
                yield return Invariant($"    complete    cells add up to {sums.Full - sums.WithoutFeatures:0.000} within {Math.Abs(sums.FeatureGap):0.0000}, edges to {sums.Full - sums.WithoutEdges:0.000} within {Math.Abs(sums.EdgeGap):0.0000}");
        }
    }

    /// <summary>Writes <c>graph-I.json</c>, <c>graph-I.html</c> and the page's pictures.</summary>
    public void Write(string folder, string command)
    {
        AtomicFile.Write(Path.Combine(folder, $"graph-{graph}.json"), stream => JsonSerializer.Serialize(stream, ToSummary(), Reporter.JsonFormat));
        new ExplanationPage(this, folder).Write(command);
    }

    /// <summary>The largest magnitudes with their names.</summary>
    public static string Top(IReadOnlyList<double> values, Func<int, string> name) => string.Join(", ",
        Enumerable.Range(0, values.Count).OrderByDescending(i => Math.Abs(values[i])).Take(Shown).Select(i => Invariant($"{name(i)} ({values[i]:+0.000;-0.000;0})")));

    /// <summary>A feature's name, or its number.</summary>
    public string FeatureName(int feature) => feature < metadata.FeatureNames.Count ? metadata.FeatureNames[feature] : $"{feature}";

    /// <summary>The title of a page.</summary>
    public string Title => $"Graph {graph} of {dataset.Name}";

    public static string Deletion(string what, DeletionCurve curve) =>
        Invariant($"{what} deletion area {curve.Area:0.000}, random {curve.RandomArea:0.000} ± {curve.RandomDeviation:0.000}");

    public static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private string Truth()
    {
        var targets = dataset.Targets;
        if (targets.Level != TargetLevel.Graph || targets.Task is not (TaskKind.Classification or TaskKind.Regression)) return "";
        return targets.Task == TaskKind.Classification
            ? $"; the data say {targets.Names[(int)targets.Classes[graph]]}"
            : Invariant($"; the data say {targets.Values[graph * targets.Width + methods[0].Explanation.Output]:0.000}");
    }
}
