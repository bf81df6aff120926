using GraphSeq.Graph.Convolutions;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Graph.Convolutions;

public class GoldenGINEConvTests
{
    private const string File = "GINEConv.json";

    public static TheoryData<string> Cases => GoldenFile.CaseNames(File);

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Forward_GoldenCase_MatchesPyG(string name) => GoldenLayer.Check(File, name, golden => new GINEConv(
        GoldenLayer.Network(golden), golden.Double("eps", 0), golden.Bool("train_eps", false), GoldenLayer.OptionalInt(golden, "edge_dim"),
        GoldenConfig.Aggregation(golden), GoldenConfig.Flow(golden)));
}
