using GraphSeq.Graph.Convolutions;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Graph.Convolutions;

public class GoldenGATv2ConvTests
{
    private const string File = "GATv2Conv.json";

    public static TheoryData<string> Cases => GoldenFile.CaseNames(File);

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Forward_GoldenCase_MatchesPyG(string name) => GoldenLayer.Check(File, name, golden => new GATv2Conv(
        GoldenLayer.InputChannels(golden), golden.Int("out_channels", 0), golden.Int("heads", 1), golden.Bool("concat", true),
        golden.Double("negative_slope", 0.2), golden.Double("dropout", 0), golden.Bool("add_self_loops", true),
        GoldenLayer.OptionalInt(golden, "edge_dim"), GoldenLayer.Fill(golden), golden.Bool("bias", true),
        golden.Bool("share_weights", false), golden.Bool("residual", false),
        GoldenConfig.Aggregation(golden), GoldenConfig.Flow(golden)));
}
