using GraphSeq.Graph.Convolutions;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Graph.Convolutions;

public class GoldenSAGEConvTests
{
    private const string File = "SAGEConv.json";

    public static TheoryData<string> Cases => GoldenFile.CaseNames(File);

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Forward_GoldenCase_MatchesPyG(string name) => GoldenLayer.Check(File, name, golden => new SAGEConv(
        GoldenLayer.InputChannels(golden), golden.Int("out_channels", 0), Reduction(golden), golden.Bool("normalize", false),
        golden.Bool("root_weight", true), golden.Bool("project", false), golden.Bool("bias", true), GoldenConfig.Flow(golden)));

    private static SageAggregation Reduction(GoldenCase golden) => golden.Text("aggr", "mean") switch
    {
        "mean" => SageAggregation.Mean,
        "max" => SageAggregation.Max,
        "min" => SageAggregation.Min,
        "add" or "sum" => SageAggregation.Sum,
        "lstm" => SageAggregation.Lstm,
        var other => throw new NotSupportedException($"{golden.Name}: aggr is {other}."),
    };
}
