using GraphSeq.Graph.Convolutions;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Graph.Convolutions;

public class GoldenGINConvTests
{
    private const string File = "GINConv.json";

    public static TheoryData<string> Cases => GoldenFile.CaseNames(File);

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Forward_GoldenCase_MatchesPyG(string name) => GoldenLayer.Check(File, name, golden => new GINConv(
        GoldenLayer.Network(golden), golden.Double("eps", 0), golden.Bool("train_eps", false), GoldenConfig.Aggregation(golden), GoldenConfig.Flow(golden)));
}
