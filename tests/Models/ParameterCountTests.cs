using GraphSeq.Encoders;
using GraphSeq.Models;

namespace GraphSeq.Tests.Models;

public class ParameterCountTests
{
    private static readonly SequenceGraphModelOptions Plain = new() { NodeShape = [12], Outputs = 3, HiddenSize = 24, Layers = 3 };

    private static readonly ConvRnnEncoderOptions Encoder = new()
    {
        Input = SignalShape.Series(time: 6, channels: 2),
        HiddenSize = 10,
        NumLayers = 2,
        Bidirectional = true,
        Convs = [new ConvLayerOptions { Channels = 8, Kernel = 3, Padding = 1 }, new ConvLayerOptions { Channels = 4, Kernel = 3, Padding = 1, Groups = 2 }],
    };

    public static TheoryData<string, SequenceGraphModelOptions> Models
    {
        get
        {
            var data = new TheoryData<string, SequenceGraphModelOptions>
            {
                { "no layers", Plain with { Layers = 0, HeadSizes = [9, 5] } },
                { "projection", Plain with { Projection = true, Layers = 1, JumpingKnowledge = JumpingKnowledgeKind.Cat } },
                { "lstm over layers", Plain with { JumpingKnowledge = JumpingKnowledgeKind.Lstm, Readout = ReadoutKind.Set2Set } },
                { "sorted nodes", Plain with { Readout = ReadoutKind.Sort, ReadoutNodes = 7 } },
                { "encoder", Plain with { Encoder = Encoder, Readout = ReadoutKind.MeanMaxStd } },
                { "projected encoder", Plain with { Encoder = Encoder with { ProjSize = 3, Convs = [], Cell = RecurrentCell.Lstm } } },
                { "features beside the encoder", Plain with { Encoder = Encoder, FeatureSkip = true } },
                { "categories", Plain with { CategorySizes = [100, 7], EmbeddingSize = 5 } },
                { "categories alone", Plain with { NodeShape = [0], CategorySizes = [40] } },
                { "graph first", Plain with { NodeShape = [6, 2], Order = ModelOrder.GraphFirst } },
                { "interleaved", Plain with { NodeShape = [6, 2], Order = ModelOrder.Interleaved, TemporalKernel = 5 } },
                { "heads, averaged", Convolution(new GraphConvolutionOptions { Kind = "gat", Heads = 4, Concat = false, EdgeDim = 5 }) },
                { "heads, side by side", Convolution(new GraphConvolutionOptions { Kind = "gatv2", Heads = 4, ShareWeights = true }) },
                { "edge features", Convolution(new GraphConvolutionOptions { Kind = "gine", EdgeDim = 30 }) },
                { "stacks", Convolution(new GraphConvolutionOptions { Kind = "arma", Stacks = 3, StackLayers = 4 }) },
                { "shared stacks", Convolution(new GraphConvolutionOptions { Kind = "arma", Stacks = 3, StackLayers = 4, SharedWeights = true }) },
                { "towers", Convolution(new GraphConvolutionOptions { Kind = "pna", Degrees = [1, 2, 3], Towers = 4, PreLayers = 2, PostLayers = 3, DivideInput = true }) },
            };
            foreach (var kind in BuiltInConvolutions.All.Keys)
                data.Add(kind, Convolution(new GraphConvolutionOptions { Kind = kind, Degrees = kind == "pna" ? [1, 2, 3] : null }));
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void AtLeast_AnyModel_IsBelowItsParametersButOfTheirOrder(string name, SequenceGraphModelOptions options)
    {
        using var model = new SequenceGraphModel(options);
        var (least, count) = (ParameterCount.AtLeast(options), model.parameters().Sum(parameter => parameter.numel()));
        Assert.True(least <= count, $"{name}: at least {least} are claimed, but the model has {count}.");
        Assert.True(least >= count / 30.0, $"{name}: only {least} of {count} are accounted for.");
    }

    private static SequenceGraphModelOptions Convolution(GraphConvolutionOptions convolution) => Plain with { Convolution = convolution };
}
