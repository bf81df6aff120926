using GraphSeq.Encoders;

namespace GraphSeq.Models;

/// <summary>Known architectures by name, fitted to a data set's features and outputs.</summary>
public static class ModelPresets
{
    private static readonly SortedDictionary<string, (string Summary, Func<IReadOnlyList<long>, SequenceGraphModelOptions> Make)> Presets = new(
        StringComparer.Ordinal)
    {
        ["gcn"] = ("three GCN layers of 64, mean readout, linear head", Gcn),
        ["conv-lstm-gcn"] = (
            "convolutions and an LSTM per node, then three GCN layers with batch norm and residuals",
            nodeShape => Encoded(nodeShape, RecurrentCell.Lstm, withConvs: true)),
        ["conv-gru-gcn"] = (
            "as conv-lstm-gcn, with a GRU",
            nodeShape => Encoded(nodeShape, RecurrentCell.Gru, withConvs: true)),
        ["lstm-gcn"] = (
            "as conv-lstm-gcn, without convolutions",
            nodeShape => Encoded(nodeShape, RecurrentCell.Lstm, withConvs: false)),
        ["conv-lstm"] = (
            "as conv-lstm-gcn, without graph layers: blind to edges",
            nodeShape => Encoded(nodeShape, RecurrentCell.Lstm, withConvs: true) with { Layers = 0 }),
        ["residual-gcn"] = (
            "as conv-lstm-gcn, without the encoder",
            Deep),
    };

    /// <summary>The names, in order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Presets.Keys];

    /// <summary>One line about a preset.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="ArgumentException">There is no such preset; the message lists those there are.</exception>
    public static string Describe(string name) => Find(name).Summary;

    /// <summary>The options of a preset.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="nodeShape">Shape of one node's features. Flat features of presets with an encoder are read as a one-channel image, its height
    /// being time, as near to a square as their number allows: 21 features as 7 × 3.</param>
    /// <param name="outputs">Classes, labels or values per graph or node.</param>
    /// <param name="nodeOutputs">True for a row of outputs per node.</param>
    /// <param name="categorySizes">Categories of each column of a data set's <c>Categories</c>; null or empty for none. The shape may be <c>[0]</c>
    /// then, but presets with an encoder have nothing to encode.</param>
    /// <exception cref="ArgumentException">There is no such preset, or the shape has no known layout.</exception>
    public static SequenceGraphModelOptions Create(
        string name, IReadOnlyList<long> nodeShape, int outputs, bool nodeOutputs = false, IReadOnlyList<int>? categorySizes = null)
    {
        ArgumentNullException.ThrowIfNull(nodeShape);
        var options = Find(name).Make(nodeShape) with { Outputs = outputs, CategorySizes = categorySizes is { Count: > 0 } ? categorySizes : null };
        return nodeOutputs ? options with { Readout = ReadoutKind.None } : options;
    }

    /// <summary>The same model with encoder and graph layers in another order; with the graph layers first, the encoder loses its convolutions and
    /// reads the series they give, and the readout looks at the encoder alone, without the features beside it.</summary>
    /// <param name="options">A model in sequence-first order.</param>
    /// <param name="order">The order wanted.</param>
    /// <param name="timeSteps">Time steps that flat features are read as; null to read them as <see cref="Create"/> does: 21 features as 7 steps.</param>
    /// <exception cref="ArgumentException">The features are no series.</exception>
    public static SequenceGraphModelOptions InOrder(SequenceGraphModelOptions options, ModelOrder order, int? timeSteps = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (order == ModelOrder.SequenceFirst) return options;
        var steps = options.NodeShape.Count == 1 ? timeSteps ?? (int)(options.NodeShape[0] / SeriesWidth(options.NodeShape[0])) : timeSteps;
        var reordered = options with { Order = order, TimeSteps = steps, JumpingKnowledge = JumpingKnowledgeKind.None, FeatureSkip = false };
        if (options.Encoder is not { } encoder || reordered.Series is not { } series) return reordered;
        var channels = options.Layers > 0 || options.Projection ? options.HiddenSize : series.Channels;
        if (order == ModelOrder.ReadoutFirst) channels = ModelParts.ReadoutSize(reordered, channels);
        return reordered with { Encoder = encoder with { Input = SignalShape.Series(series.Steps, channels), SequenceAxis = SequenceAxis.Width, Convs = [] } };
    }

    private static (string Summary, Func<IReadOnlyList<long>, SequenceGraphModelOptions> Make) Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (Presets.TryGetValue(name, out var preset)) return preset;
        throw new ArgumentException($"There is no model {name}; there are {string.Join(", ", Names)}.{NearestName.Suggest(name, Names)}", nameof(name));
    }

    private static SequenceGraphModelOptions Gcn(IReadOnlyList<long> nodeShape) =>
        new() { NodeShape = [.. nodeShape], Outputs = 1, Standardize = true };

    private static SequenceGraphModelOptions Deep(IReadOnlyList<long> nodeShape) => new()
    {
        NodeShape = [.. nodeShape],
        Outputs = 1,
        Standardize = true,
        FeatureClip = 3,
        InputNoise = 0.1,
        Projection = true,
        Layers = 3,
        HiddenSize = 96,
        Norm = NormKind.Batch,
        Residual = true,
        JumpingKnowledge = JumpingKnowledgeKind.Cat,
        Readout = ReadoutKind.MeanMaxStd,
        HeadDropout = 0.4,
    };

    /// <summary>Flat features are few and no true series: a small encoder reads them, and the graph layers see them as well. Series and images get a
    /// larger one, and their vector alone goes on.</summary>
    private static SequenceGraphModelOptions Encoded(IReadOnlyList<long> nodeShape, RecurrentCell cell, bool withConvs)
    {
        var isFlat = nodeShape.Count == 1;
        long[] channels = isFlat ? [8, 16] : [32, 64];
        var encoder = new ConvRnnEncoderOptions
        {
            Input = Signal(nodeShape),
            SequenceAxis = isFlat ? SequenceAxis.Height : SequenceAxis.Width,      // the default, where there is no choice
            Convs = withConvs ? [.. channels.Select(Conv)] : [],
            Cell = cell,
            HiddenSize = isFlat ? 32 : 64,
        };
        return Deep(nodeShape) with { Encoder = encoder, FeatureSkip = isFlat };
    }

    private static ConvLayerOptions Conv(long channels) => new() { Channels = channels, Kernel = 3, Padding = 1 };

    private static SignalShape Signal(IReadOnlyList<long> nodeShape)
    {
        if (nodeShape.Contains(0))
            throw new ArgumentException("Nodes have categories but no numbers, so there is nothing to encode. Take gcn or residual-gcn.", nameof(nodeShape));
        switch (nodeShape.Count)
        {
            case 1:
                var width = SeriesWidth(nodeShape[0]);
                return SignalShape.Image(1, nodeShape[0] / width, width);
            case 2: return SignalShape.Series(nodeShape[0], nodeShape[1]);
            case 3: return SignalShape.Image(nodeShape[0], nodeShape[1], nodeShape[2]);
            case 4: return SignalShape.ImageSequence(nodeShape[0], nodeShape[1], nodeShape[2], nodeShape[3]);
            default: throw new ArgumentException($"Node features of {nodeShape.Count} dimensions have no known layout.", nameof(nodeShape));
        }
    }

    /// <summary>Channels of flat features that are read as a series as near to a square as their number allows.</summary>
    private static long SeriesWidth(long features) => Enumerable.Range(1, (int)Math.Sqrt(features)).Last(width => features % width == 0);
}
