using GraphSeq.Graph.Autograd;
using GraphSeq.Graph.Readouts;
using GraphSeq.Tests.Support;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Graph.Readouts;

public class GoldenPoolTests
{
    public static TheoryData<string> SumCases => GoldenFile.CaseNames("global_add_pool.json");

    public static TheoryData<string> MeanCases => GoldenFile.CaseNames("global_mean_pool.json");

    public static TheoryData<string> MaxCases => GoldenFile.CaseNames("global_max_pool.json");

    [SkippableTheory, MemberData(nameof(SumCases))]
    public void GlobalSumPool_GoldenCase_MatchesPyG(string name) => Check("global_add_pool.json", name, new GlobalSumPool());

    [SkippableTheory, MemberData(nameof(MeanCases))]
    public void GlobalMeanPool_GoldenCase_MatchesPyG(string name) => Check("global_mean_pool.json", name, new GlobalMeanPool());

    [SkippableTheory, MemberData(nameof(MaxCases))]
    public void GlobalMaxPool_GoldenCase_MatchesPyG(string name) => Check("global_max_pool.json", name, new GlobalMaxPool());

    private static void Check(string file, string name, Readout pool)
    {
        using var scope = NewDisposeScope();
        foreach (var torchPath in new[] { false, true })
        {
            using var path = torchPath ? KernelMemory.UseTorch() : null;
            var golden = GoldenFile.Case(file, name);
            var size = golden.Value("size") is { } value ? value.GetInt32() : (int?)null;
            GoldenRunner.Check(golden, null, () => pool.call(golden.Inputs["x"], golden.Input("batch"), size));
        }
    }
}
