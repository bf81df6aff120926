using GraphSeq.Graph.Autograd;
using GraphSeq.Tests.Support;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Graph.Operations;

public class GoldenGraphOpsTests
{
    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var operation in GoldenOperations.ByName.Keys)
                foreach (var row in (IEnumerable<object[]>)GoldenFile.CaseNames(operation + ".json"))
                    cases.Add(operation, (string)row[0]);
            return cases;
        }
    }

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
