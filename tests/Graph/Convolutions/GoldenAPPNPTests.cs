using GraphSeq.Graph.Convolutions;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Graph.Convolutions;

public class GoldenAPPNPTests
{
    private const string File = "APPNP.json";

    public static TheoryData<string> Cases => GoldenFile.CaseNames(File);

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Forward_GoldenCase_MatchesPyG(string name) => GoldenLayer.Check(File, name, golden => new APPNP(
        (int)golden.Int("K", 0), golden.Double("alpha", 0), golden.Double("dropout", 0), golden.Bool("add_self_loops", true),
        golden.Bool("normalize", true), GoldenConfig.Aggregation(golden), GoldenConfig.Flow(golden)));
}
