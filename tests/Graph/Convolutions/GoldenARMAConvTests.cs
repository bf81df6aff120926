using GraphSeq.Graph.Convolutions;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Graph.Convolutions;

public class GoldenARMAConvTests
{
    private const string File = "ARMAConv.json";

    public static TheoryData<string> Cases => GoldenFile.CaseNames(File);

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Forward_GoldenCase_MatchesPyG(string name) => GoldenLayer.Check(File, name, golden => new ARMAConv(
        golden.Int("in_channels", 0), golden.Int("out_channels", 0), (int)golden.Int("num_stacks", 1), (int)golden.Int("num_layers", 1),
        golden.Bool("shared_weights", false), GoldenLayer.Activation(golden), golden.Double("dropout", 0), golden.Bool("bias", true),
        GoldenConfig.Aggregation(golden), GoldenConfig.Flow(golden)));
}
