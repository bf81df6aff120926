using GraphSeq.Graph.Convolutions;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Graph.Convolutions;

public class GoldenEdgeConvTests
{
    private const string File = "EdgeConv.json";

    public static TheoryData<string> Cases => GoldenFile.CaseNames(File);

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Forward_GoldenCase_MatchesPyG(string name) => GoldenLayer.Check(File, name, golden => new EdgeConv(
        GoldenLayer.Network(golden), GoldenConfig.Aggregation(golden, "max"), GoldenConfig.Flow(golden)));
}
