using GraphSeq.Graph.Convolutions;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Graph.Convolutions;

public class GoldenGatedGraphConvTests
{
    private const string File = "GatedGraphConv.json";

    public static TheoryData<string> Cases => GoldenFile.CaseNames(File);

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Forward_GoldenCase_MatchesPyG(string name) => GoldenLayer.Check(File, name, golden => new GatedGraphConv(
        golden.Int("out_channels", 0), (int)golden.Int("num_layers", 0), golden.Bool("bias", true), GoldenConfig.Aggregation(golden), GoldenConfig.Flow(golden)));
}
