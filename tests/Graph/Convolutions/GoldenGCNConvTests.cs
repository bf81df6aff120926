using GraphSeq.Graph.Convolutions;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Graph.Convolutions;

public class GoldenGCNConvTests
{
    private const string File = "GCNConv.json";

    public static TheoryData<string> Cases => GoldenFile.CaseNames(File);

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Forward_GoldenCase_MatchesPyG(string name) => GoldenLayer.Check(File, name, golden => new GCNConv(
        golden.Int("in_channels", 0), golden.Int("out_channels", 0), golden.Bool("improved", false), golden.Value("add_self_loops")?.GetBoolean(),
        golden.Bool("normalize", true), golden.Bool("bias", true), GoldenConfig.Aggregation(golden), GoldenConfig.Flow(golden)));
}
