using GraphSeq.Graph.Convolutions;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Graph.Convolutions;

public class GoldenTAGConvTests
{
    private const string File = "TAGConv.json";

    public static TheoryData<string> Cases => GoldenFile.CaseNames(File);

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Forward_GoldenCase_MatchesPyG(string name) => GoldenLayer.Check(File, name, golden => new TAGConv(
        golden.Int("in_channels", 0), golden.Int("out_channels", 0), (int)golden.Int("K", 3), golden.Bool("bias", true), golden.Bool("normalize", true),
        GoldenConfig.Aggregation(golden), GoldenConfig.Flow(golden)));
}
