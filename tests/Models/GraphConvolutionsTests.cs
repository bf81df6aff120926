using GraphSeq.Graph.Convolutions;
using GraphSeq.Models;

namespace GraphSeq.Tests.Models;

public class GraphConvolutionsTests
{
    [Fact]
    public void Register_OwnConvolution_CanBeUsedAndTakesItsSettingsOnly()
    {
        GraphConvolutions.Register(
            "test-plain", (inChannels, outChannels, _) => new GCNConv(inChannels, outChannels), nameof(GraphConvolutionOptions.Improved));
        Assert.Contains("test-plain", GraphConvolutions.Names);
        var options = new SequenceGraphModelOptions { NodeShape = [2], Outputs = 2, Convolution = new() { Kind = "test-plain", Improved = true } };
        new SequenceGraphModel(options).Dispose();
        var refused = options with { Convolution = options.Convolution with { Normalize = false } };
        Assert.Contains("Convolution.Normalize is set, but test-plain does not take it (it takes Improved)",
            Assert.Throws<ArgumentException>(() => new SequenceGraphModel(refused)).Message);
        Assert.Contains("taken", Assert.Throws<ArgumentException>(() => GraphConvolutions.Register("gcn", (_, _, _) => null!)).Message);
        Assert.Contains("Depth is no property",
            Assert.Throws<ArgumentException>(() => GraphConvolutions.Register("test-other", (_, _, _) => null!, "Depth")).Message);
    }

    [Fact]
    public void Make_LayerOfAnotherWidth_Throws()
    {
        GraphConvolutions.Register("test-wide", (inChannels, outChannels, _) => new GCNConv(inChannels, 2 * outChannels));
        var options = new SequenceGraphModelOptions { NodeShape = [2], Outputs = 2, HiddenSize = 4, Convolution = new() { Kind = "test-wide" } };
        Assert.Contains("asked for 4 channels but made a layer of 8",
            Assert.Throws<InvalidOperationException>(() => new SequenceGraphModel(options)).Message);
    }
}
