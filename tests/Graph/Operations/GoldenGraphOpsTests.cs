using GraphSeq.Graph.Autograd;
using GraphSeq.Tests.Support;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Graph.Operations;

public class GoldenGraphOpsTests
{
    public static TheoryData<string, string> Cases => GoldenFile.CaseNames(GoldenOperations.ByName.Keys);

    [SkippableTheory, MemberData(nameof(Cases))]
    public void GraphOps_GoldenCase_MatchesPyG(string operation, string name)
    {
        using var scope = NewDisposeScope();
        foreach (var torchPath in new[] { false, true })
        {
            using var path = torchPath ? KernelMemory.UseTorch() : null;
            var golden = GoldenFile.Case(operation + ".json", name);
            GoldenRunner.Check(golden, null, () => GoldenOperations.ByName[operation](golden));
        }
    }
}
