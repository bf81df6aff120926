using GraphSeq.Graph.Convolutions;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Graph.Convolutions;

public class GoldenSGConvTests
{
    private const string File = "SGConv.json";

    public static TheoryData<string> Cases => GoldenFile.CaseNames(File);

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Forward_GoldenCase_MatchesPyG(string name) => GoldenLayer.Check(File, name, golden => new SGConv(
        golden.Int("in_channels", 0), golden.Int("out_channels", 0), (int)golden.Int("K", 1), golden.Bool("add_self_loops", true), golden.Bool("bias", true),
        GoldenConfig.Aggregation(golden), GoldenConfig.Flow(golden)));
}
