using System.Text.Json;
using GraphSeq.Graph;
using GraphSeq.Tests.Support;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Graph.Operations;

/// <summary>Each operation as its golden file calls it: outputs by the peer's names.</summary>
internal static class GoldenOperations
{
    public static readonly IReadOnlyDictionary<string, Func<GoldenCase, Dictionary<string, Tensor>>> ByName =
        new Dictionary<string, Func<GoldenCase, Dictionary<string, Tensor>>>
        {
            ["softmax"] = g => Out(GraphOps.Softmax(g.Inputs["src"], g.Input("index"), g.Input("ptr"), NumNodes(g), g.Int("dim", 0))),
            ["degree"] = g => Out(GraphOps.Degree(g.Inputs["edge_index"][g.Int("row", 0)], NumNodes(g), Dtype(g))),
            ["add_self_loops"] = g => g.Input("edge_attr") is { } attr
                ? Edges(GraphOps.AddSelfLoops(Index(g), attr, Fill(g), NumNodes(g)))
                : Edges(GraphOps.AddSelfLoops(Index(g), NumNodes(g))),
            ["add_remaining_self_loops"] = g => (g.Input("edge_attr") ?? g.Input("edge_weight")) is { } attr
                ? Edges(GraphOps.AddRemainingSelfLoops(Index(g), attr, Fill(g), NumNodes(g)))
                : Edges(GraphOps.AddRemainingSelfLoops(Index(g), NumNodes(g))),
            ["remove_self_loops"] = g => g.Input("edge_attr") is { } attr
                ? Edges(GraphOps.RemoveSelfLoops(Index(g), attr))
                : Edges(GraphOps.RemoveSelfLoops(Index(g))),
            ["gcn_norm"] = g => Weighted(GraphOps.GcnNorm(
                Index(g), g.Input("edge_weight"), NumNodes(g), g.Bool("improved", false), g.Bool("add_self_loops", true), GoldenConfig.Flow(g))),
            ["get_laplacian"] = g => Weighted(GraphOps.GetLaplacian(Index(g), g.Input("edge_weight"), Laplacian(g), NumNodes(g))),
            ["coalesce"] = g => g.Input("edge_attr") is { } attr
                ? Edges(GraphOps.Coalesce(Index(g), attr, NumNodes(g), Reduce(g.Text("reduce", "sum")!), g.Bool("sort_by_row", true)))
                : Edges(GraphOps.Coalesce(Index(g), NumNodes(g), g.Bool("sort_by_row", true))),
            ["to_undirected"] = g => g.Input("edge_attr") is { } attr
                ? Edges(GraphOps.ToUndirected(Index(g), attr, NumNodes(g), Reduce(g.Text("reduce", "add")!)))
                : Edges(GraphOps.ToUndirected(Index(g), NumNodes(g))),
            ["to_dense_batch"] = ToDenseBatch,
            ["to_dense_adj"] = g => Out(GraphOps.ToDenseAdj(
                Index(g), g.Input("batch"), g.Input("edge_attr"), g.Value("max_num_nodes")?.GetInt64(), g.Value("batch_size")?.GetInt64())),
            ["subgraph"] = Subgraph,
            ["k_hop_subgraph"] = KHopSubgraph,
        };

    private static Tensor Index(GoldenCase golden) => golden.Inputs["edge_index"];

    private static long? NumNodes(GoldenCase golden) => golden.Value("num_nodes")?.GetInt64();

    private static Dictionary<string, Tensor> Out(Tensor value) => new() { ["out"] = value };

    private static Dictionary<string, Tensor> Edges(Tensor edgeIndex) => new() { ["edge_index"] = edgeIndex };

    private static Dictionary<string, Tensor> Edges((Tensor EdgeIndex, Tensor EdgeAttr) edges) =>
        new() { ["edge_index"] = edges.EdgeIndex, ["edge_attr"] = edges.EdgeAttr };

    private static Dictionary<string, Tensor> Weighted((Tensor EdgeIndex, Tensor EdgeWeight) edges) =>
        new() { ["edge_index"] = edges.EdgeIndex, ["edge_weight"] = edges.EdgeWeight };

    private static Dictionary<string, Tensor> ToDenseBatch(GoldenCase golden)
    {
        var (dense, mask) = GraphOps.ToDenseBatch(
            golden.Inputs["x"], golden.Input("batch"), golden.Double("fill_value", 0), golden.Value("max_num_nodes")?.GetInt64(),
            golden.Value("batch_size")?.GetInt64());
        return new() { ["out"] = dense, ["mask"] = mask };
    }

    private static Dictionary<string, Tensor> Subgraph(GoldenCase golden)
    {
        var (edges, attr, mask) = GraphOps.Subgraph(
            golden.Inputs["subset"], Index(golden), golden.Input("edge_attr"), golden.Bool("relabel_nodes", false), NumNodes(golden));
        Dictionary<string, Tensor> outputs = new() { ["edge_index"] = edges, ["edge_mask"] = mask };
        if (attr is not null) outputs["edge_attr"] = attr;
        return outputs;
    }

    private static Dictionary<string, Tensor> KHopSubgraph(GoldenCase golden)
    {
        var (subset, edges, mapping, mask) = GraphOps.KHopSubgraph(
            golden.Inputs["node_idx"], (int)golden.Int("num_hops", 1), Index(golden), golden.Bool("relabel_nodes", false), NumNodes(golden),
            GoldenConfig.Flow(golden), golden.Bool("directed", false));
        return new() { ["subset"] = subset, ["edge_index"] = edges, ["mapping"] = mapping, ["edge_mask"] = mask };
    }

    private static LoopFill? Fill(GoldenCase golden)
    {
        if (golden.Value("fill_value") is not { } fill) return null;
        if (fill.ValueKind == JsonValueKind.String) return Reduce(fill.GetString()!);
        return fill.ValueKind == JsonValueKind.Object ? GoldenFile.ReadTensor(fill) : fill.GetDouble();
    }

    private static LaplacianNormalization Laplacian(GoldenCase golden) => golden.Text("normalization") switch
    {
        null => LaplacianNormalization.None,
        "sym" => LaplacianNormalization.Symmetric,
        "rw" => LaplacianNormalization.RandomWalk,
        var other => throw new NotSupportedException($"{golden.Name}: normalization is {other}."),
    };

    private static ScalarType? Dtype(GoldenCase golden) => golden.Text("dtype") switch
    {
        null => null,
        "int64" => ScalarType.Int64,
        "float32" => ScalarType.Float32,
        "float64" => ScalarType.Float64,
        var other => throw new NotSupportedException($"{golden.Name}: dtype is {other}."),
    };

    private static Reduction Reduce(string name) => name switch
    {
        "add" or "sum" => Reduction.Sum,
        "mean" => Reduction.Mean,
        "min" => Reduction.Min,
        "max" => Reduction.Max,
        "mul" => Reduction.Mul,
        "any" => Reduction.Any,
        _ => throw new NotSupportedException($"There is no reduction {name}."),
    };
}
