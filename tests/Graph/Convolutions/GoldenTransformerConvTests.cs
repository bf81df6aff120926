using GraphSeq.Graph.Convolutions;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Graph.Convolutions;

public class GoldenTransformerConvTests
{
    private const string File = "TransformerConv.json";

    public static TheoryData<string> Cases => GoldenFile.CaseNames(File);

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Forward_GoldenCase_MatchesPyG(string name) => GoldenLayer.Check(File, name, golden => new TransformerConv(
        GoldenLayer.InputChannels(golden), golden.Int("out_channels", 0), golden.Int("heads", 1), golden.Bool("concat", true), golden.Bool("beta", false),
        golden.Double("dropout", 0), GoldenLayer.OptionalInt(golden, "edge_dim"), golden.Bool("bias", true), golden.Bool("root_weight", true),
        GoldenConfig.Aggregation(golden), GoldenConfig.Flow(golden)));
}
