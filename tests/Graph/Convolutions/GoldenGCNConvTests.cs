using GraphSeq.Graph.Autograd;
using GraphSeq.Graph.Convolutions;
using GraphSeq.Tests.Support;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Graph.Convolutions;

public class GoldenGCNConvTests
{
    private const string File = "GCNConv.json";

    public static TheoryData<string> Cases => GoldenFile.CaseNames(File);

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Forward_GoldenCase_MatchesPyG(string name) => Check(name, ScalarType.Float32);

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Forward_GoldenCaseOnLibtorchPath_MatchesPyG(string name)
    {
        using var torch = KernelMemory.UseTorch();
        Check(name, ScalarType.Float32);
    }

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Forward_GoldenCaseInDoublePrecision_MatchesPyG(string name) => Check(name, ScalarType.Float64);

    private static void Check(string name, ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        var golden = GoldenFile.Case(File, name);
        using var conv = new GCNConv(
            golden.Int("in_channels", 0), golden.Int("out_channels", 0), golden.Bool("improved", false),
            golden.Value("add_self_loops")?.GetBoolean(), golden.Bool("normalize", true), golden.Bool("bias", true),
            GoldenConfig.Aggregation(golden), GoldenConfig.Flow(golden));
        GoldenRunner.Check(golden, conv, () => conv.call(golden.Inputs["x"], golden.Inputs["edge_index"], golden.Input("edge_weight")), dtype: dtype);
    }
}
