using GraphSeq.Graph.Convolutions;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Graph.Convolutions;

public class GoldenGraphConvTests
{
    private const string File = "GraphConv.json";

    public static TheoryData<string> Cases => GoldenFile.CaseNames(File);

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Forward_GoldenCase_MatchesPyG(string name) => GoldenLayer.Check(File, name, golden => new GraphConv(
        GoldenLayer.InputChannels(golden), golden.Int("out_channels", 0), golden.Bool("bias", true), GoldenConfig.Aggregation(golden), GoldenConfig.Flow(golden)));
}
