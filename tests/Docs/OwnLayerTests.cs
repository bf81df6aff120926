using GraphSeq.Examples.OwnLayer;
using GraphSeq.Graph;
using GraphSeq.Tests.Support;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Docs;

/// <summary>docs/own-layer.md shows the code of examples/OwnLayer.</summary>
public class OwnLayerTests
{
    [Fact]
    public void Page_ItsCode_IsTheExamplesInUnder30Lines()
    {
        var page = File.ReadAllText(Path.Combine(SharedFiles.RepositoryRoot, "docs", "own-layer.md"));
        var shown = page.Split("```csharp\n")[1].Split("\n```")[0];
        var source = File.ReadAllText(Path.Combine(SharedFiles.RepositoryRoot, "examples", "OwnLayer", "GatedMeanConv.cs"));
        Assert.Contains(shown, source, StringComparison.Ordinal);
        var program = File.ReadAllText(Path.Combine(SharedFiles.RepositoryRoot, "examples", "OwnLayer", "Program.cs"));
        Assert.Contains(page.Split("```csharp\n")[2].Split("\n```")[0], program, StringComparison.Ordinal);
        Assert.True(shown.Split('\n').Count(line => line.Trim().Length > 0) < 30);
    }

    [Fact]
    public void Forward_TwoNodes_MatchesHandComputedValues()
    {
        using var scope = NewDisposeScope();
        using var conv = new GatedMeanConv(1, 1);
        conv.load_state_dict(new() { ["lin.weight"] = ones(1, 1), ["lin.bias"] = zeros(1), ["gate.weight"] = zeros(1, 2), ["gate.bias"] = zeros(1) });
        var y = conv.call(tensor(new float[,] { { 1 }, { 2 }, { 4 } }), tensor(new long[,] { { 0, 2 }, { 1, 1 } }));
        TensorAssert.Values([1, 2 + 0.5f * 2.5f, 4], y);
    }

    [Fact]
    public void Backward_EveryParameter_MatchesCentralDifferences()
    {
        using var scope = NewDisposeScope();
        using var conv = new GatedMeanConv(2, 3);
        using var generator = new Generator(1);
        conv.ResetParameters(generator);
        var (numNodes, edgeIndex) = GraphExamples.Random(6, 15, seed: 2);
        using var adjacency = SparseAdjacency.FromEdgeIndex(edgeIndex, numNodes);
        var x = GraphExamples.Values(3, ScalarType.Float64, numNodes, 2);
        FiniteDifferences.Check(conv, () => conv.call(x, adjacency), ("x", x));
    }
}
