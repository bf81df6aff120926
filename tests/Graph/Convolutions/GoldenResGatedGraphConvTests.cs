using GraphSeq.Graph.Convolutions;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Graph.Convolutions;

public class GoldenResGatedGraphConvTests
{
    private const string File = "ResGatedGraphConv.json";

    public static TheoryData<string> Cases => GoldenFile.CaseNames(File);

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Forward_GoldenCase_MatchesPyG(string name) => GoldenLayer.Check(File, name, golden => new ResGatedGraphConv(
        GoldenLayer.InputChannels(golden), golden.Int("out_channels", 0), GoldenLayer.Activation(golden), GoldenLayer.OptionalInt(golden, "edge_dim"),
        golden.Bool("root_weight", true), golden.Bool("bias", true), GoldenConfig.Aggregation(golden), GoldenConfig.Flow(golden)));
}
