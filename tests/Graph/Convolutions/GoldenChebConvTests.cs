using System.Text.Json;
using GraphSeq.Graph;
using GraphSeq.Graph.Convolutions;
using GraphSeq.Tests.Support;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Graph.Convolutions;

public class GoldenChebConvTests
{
    private const string File = "ChebConv.json";

    public static TheoryData<string> Cases => GoldenFile.CaseNames(File);

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Forward_GoldenCase_MatchesPyG(string name) =>
        GoldenLayer.Check(File, name, Create, (layer, golden) => new Dictionary<string, Tensor> { ["out"] = Run(layer, golden) });

    private static ChebConv Create(GoldenCase golden) => new(
        golden.Int("in_channels", 0), golden.Int("out_channels", 0), (int)golden.Int("K", 0), Normalization(golden), golden.Bool("bias", true),
        GoldenConfig.Aggregation(golden), GoldenConfig.Flow(golden));

    private static Tensor Run(ChebConv layer, GoldenCase golden)
    {
        var x = golden.Inputs["x"];
        using var adjacency = SparseAdjacency.FromEdgeIndex(golden.Inputs["edge_index"], x.shape[0]);
        using var index = golden.Input("batch") is { } batch ? BatchIndex.FromTensor(batch) : null;
        return layer.call(x, adjacency, golden.Input("edge_weight"), golden.Input("lambda_max"), index);
    }

    private static LaplacianNormalization Normalization(GoldenCase golden)
    {
        if (!golden.Config.TryGetProperty("normalization", out var given)) return LaplacianNormalization.Symmetric;
        if (given.ValueKind == JsonValueKind.Null) return LaplacianNormalization.None;
        return given.GetString() == "rw" ? LaplacianNormalization.RandomWalk : LaplacianNormalization.Symmetric;
    }
}
