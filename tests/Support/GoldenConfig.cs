using GraphSeq.Graph;

namespace GraphSeq.Tests.Support;

/// <summary>Configuration values that many layers share, from PyG's words to ours.</summary>
internal static class GoldenConfig
{
    public static Aggregation Aggregation(GoldenCase golden, string @default = "add") => Aggregation(golden.Text("aggr", @default)!);

    public static Aggregation Aggregation(string name) => name switch
    {
        "add" or "sum" => GraphSeq.Graph.Aggregation.Sum,
        "mean" => GraphSeq.Graph.Aggregation.Mean,
        "max" => GraphSeq.Graph.Aggregation.Max,
        "min" => GraphSeq.Graph.Aggregation.Min,
        _ => throw new NotSupportedException($"The aggregation is {name}."),
    };

    public static Flow Flow(GoldenCase golden) => golden.Text("flow", "source_to_target") switch
    {
        "source_to_target" => GraphSeq.Graph.Flow.SourceToTarget,
        "target_to_source" => GraphSeq.Graph.Flow.TargetToSource,
        var other => throw new NotSupportedException($"{golden.Name}: flow is {other}."),
    };
}
