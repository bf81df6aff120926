using System.CommandLine;
using System.CommandLine.Parsing;
using GraphSeq.Encoders;
using GraphSeq.Models;
using Options = GraphSeq.Models.SequenceGraphModelOptions;

namespace GraphSeq.Cli.Commands;

/// <summary>What differs from a preset's, or an imported file's, architecture; the same for every command that builds a model.</summary>
internal sealed class ArchitectureOptions
{
    private readonly OptionSet<Options> _model = new OptionSet<Options>()
        .Number("--layers", "N", "Number of graph layers.", (Options o, int v) => o with { Layers = v })
        .Number("--hidden", "N", "Width of the graph layers, all heads together.", (Options o, int v) => o with { HiddenSize = v })
        .Number("--embedding", "N", "Width of the vectors learned for categories of nodes, where a set has too many for one-hot codes. [default: --hidden]",
            (Options o, int v) => o with { EmbeddingSize = v })
        .Name("--activation", "After each layer", (Options o, Activation v) => o with { Activation = v })
        .Name("--norm", "Before the activation", (Options o, NormKind v) => o with { Norm = v })
        .Switch("--residual", "Adds a layer's input to its output.", (Options o, bool v) => o with { Residual = v })
        .Number("--dropout", "SHARE", "Dropout after each graph layer.", (Options o, double v) => o with { Dropout = v })
        .Name("--jk", "Which layers the readout looks at", (Options o, JumpingKnowledgeKind v) => o with { JumpingKnowledge = v })
        .Name("--readout", "How nodes become one row", (Options o, ReadoutKind v) => o with { Readout = v })
        .Number("--readout-steps", "N", "Rounds of set2set.", (Options o, int v) => o with { ReadoutSteps = v })
        .Number("--readout-nodes", "N", "Nodes that sort keeps of each graph.", (Options o, int v) => o with { ReadoutNodes = v })
        .Numbers("--head", "Widths of the head's hidden layers; 0 for none.", (Options o, IReadOnlyList<int> v) => o with { HeadSizes = v is [0] ? [] : v })
        .Number("--head-dropout", "SHARE", "Dropout before each layer of the head.", (Options o, double v) => o with { HeadDropout = v })
        .Switch("--projection", "A linear layer before the graph layers.", (Options o, bool v) => o with { Projection = v })
        .Switch("--feature-skip", "The features beside what the encoder makes of them.", (Options o, bool v) => o with { FeatureSkip = v })
        .Switch("--standardize", "Standardises features by the training part.",
            (Options o, bool v) => o with { Standardize = v, FeatureClip = v ? o.FeatureClip : null })
        .Number("--feature-clip", "X", "Largest magnitude of a standardised feature.", (Options o, double v) => o with { FeatureClip = v })
        .Number("--input-noise", "X", "Deviation of the noise added to features while training.", (Options o, double v) => o with { InputNoise = v })
        .Number("--temporal-kernel", "N", "Time steps that convolutions over time see, odd; for --order interleaved.",
            (Options o, int v) => o with { TemporalKernel = v });

    private readonly OptionSet<GraphConvolutionOptions> _convolution = ConvolutionOptions.Create();

    private readonly OptionSet<(ModelOrder? Order, int? TimeSteps)> _order = new OptionSet<(ModelOrder? Order, int? TimeSteps)>()
        .Name("--order", "Which comes first", ((ModelOrder? Order, int? TimeSteps) o, ModelOrder v) => o with { Order = v })
        .Number("--time-steps", "N", "Time steps that flat features are read as, for other orders. [default: 7 for 21 features, and so on]",
            ((ModelOrder? Order, int? TimeSteps) o, int v) => o with { TimeSteps = v });

    public void AddTo(Command command)
    {
        _convolution.AddTo(command);
        _model.AddTo(command);
        _order.AddTo(command);
    }

    /// <summary>Whether the user says which graph layers there are, how many and how wide: what else a model has may be left at its default.</summary>
    public static bool Determines(ParseResult parsed)
    {
        var given = parsed.CommandResult.Children.OfType<OptionResult>().Where(result => !result.Implicit).Select(result => result.Option.Name).ToHashSet();
        return given.IsSupersetOf(["--conv", "--layers", "--hidden"]);
    }

    /// <summary>The architecture with the changes the user asks for.</summary>
    /// <exception cref="BadInputException">A name is not known, or the options have no effect together.</exception>
    public Options Apply(ParseResult parsed, Options options)
    {
        var changed = _model.Apply(parsed, options) with { Convolution = _convolution.Apply(parsed, options.Convolution) };
        if (changed.Layers == 0 && _convolution.FirstGiven(parsed) is { } unused)
            throw new BadInputException($"{unused} has no effect, as this model has no graph layers. Pass --layers with their number, or leave {unused} out.");
        var (order, timeSteps) = _order.Apply(parsed, (null, null));
        if (order is { } wanted) return ModelPresets.InOrder(changed, wanted, timeSteps);
        return timeSteps is null ? changed : throw new BadInputException("--time-steps is for --order graph-first or interleaved.");
    }
}
