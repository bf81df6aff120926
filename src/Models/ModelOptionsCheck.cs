using GraphSeq.Encoders;
using GraphSeq.Graph;

namespace GraphSeq.Models;

/// <summary>Finds everything that is wrong with a model's options.</summary>
internal static class ModelOptionsCheck
{
    /// <exception cref="ArgumentException">Something is out of range; the message lists all of it.</exception>
    public static void Require(SequenceGraphModelOptions options)
    {
        List<string> problems = [];
        Categories(options, problems);
        var onlyCategories = options is { CategorySizes: not null, Encoder: null, NodeShape: [0] };
        if (!onlyCategories && (options.NodeShape is not { Count: >= 1 and <= 4 } ||
            options.NodeShape.Index().Any(size => size.Item < 1 && !IsOpenTime(options.NodeShape, size.Index))))
            problems.Add(
                $"NodeShape is {Shapes.Describe([.. options.NodeShape ?? []])} but must have 1 to 4 sizes of at least 1; T in [T, C] and [T, C, H, W] may be -1.");
        else if (options.Order == ModelOrder.SequenceFirst) SequenceFirst(options, problems);
        else SeriesOrder(options, problems);
        if (options.Outputs < 1) problems.Add($"Outputs is {options.Outputs} but must be at least 1.");
        if (options.FeatureClip is { } clip && !(clip > 0)) problems.Add($"FeatureClip is {clip} but must be above 0, or null.");
        if (options.FeatureClip is not null && !options.Standardize)
            problems.Add("FeatureClip is set but Standardize is false; it limits standardised features.");
        if (!(options.InputNoise >= 0 && double.IsFinite(options.InputNoise))) problems.Add($"InputNoise is {options.InputNoise} but must be at least 0.");
        if (options.Layers < 0) problems.Add($"Layers is {options.Layers} but must be at least 0.");
        if (options.HiddenSize < 1) problems.Add($"HiddenSize is {options.HiddenSize} but must be at least 1.");
        RequireShare(options.Dropout, nameof(options.Dropout));
        RequireShare(options.HeadDropout, nameof(options.HeadDropout));
        RequireDefined(options.Activation, nameof(options.Activation));
        RequireDefined(options.Norm, nameof(options.Norm));
        RequireDefined(options.JumpingKnowledge, nameof(options.JumpingKnowledge));
        RequireDefined(options.Readout, nameof(options.Readout));
        RequireDefined(options.Order, nameof(options.Order));
        if (options.FeatureSkip && (options.Encoder is null || options.Order != ModelOrder.SequenceFirst))
            problems.Add("FeatureSkip is set, but it belongs to an Encoder with Order sequence-first.");
        Joined(options, problems);
        RequireFor(options.ReadoutSteps, nameof(options.ReadoutSteps), options.Readout == ReadoutKind.Set2Set, "Readout set2set");
        RequireFor(options.ReadoutNodes, nameof(options.ReadoutNodes), options.Readout == ReadoutKind.Sort, "Readout sort");
        RequireFor(options.TemporalKernel, nameof(options.TemporalKernel), options.Order == ModelOrder.Interleaved, "Order interleaved");
        RequireFor(
            options.GraphCellPolynomials, nameof(options.GraphCellPolynomials), IsRecurrent(options) && options.GraphCell != GraphCellKind.TGCN,
            "the cells GConvGRU and GConvLSTM of Order graph-recurrent");
        if (options.GraphCell is { } cell) RequireDefined(cell, nameof(options.GraphCell));
        if (options.GraphCell is not null && !IsRecurrent(options)) problems.Add("GraphCell is set, but it belongs to Order graph-recurrent.");
        if (IsRecurrent(options) && options.Convolution is not null && options.Convolution != new GraphConvolutionOptions())
            problems.Add("Convolution is set, but Order graph-recurrent has GraphCell instead.");
        if (IsRecurrent(options) && options.Layers < 1) problems.Add("Layers is below 1, but Order graph-recurrent needs a cell.");
        if (options.Order == ModelOrder.ReadoutFirst && options.Readout == ReadoutKind.None)
            problems.Add("Readout is none, but Order readout-first needs one for every snapshot.");
        if (options.PerStep) Steps(options, problems);
        if (options.TemporalKernel is { } kernel && kernel % 2 == 0) problems.Add($"TemporalKernel is {kernel} but must be odd.");
        if (options.HeadSizes is null || options.HeadSizes.Any(size => size < 1)) problems.Add("HeadSizes must be sizes of at least 1.");
        if (options.Convolution is null) problems.Add("Convolution is null.");
        else GraphConvolutions.Validate(options.Convolution, problems);
        if (problems.Count > 0) throw new ArgumentException($"SequenceGraphModelOptions: {string.Join(" ", problems)}");

        void RequireShare(double value, string name)
        {
            if (!(value is >= 0 and < 1)) problems.Add($"{name} is {value} but must be in [0, 1).");
        }

        void RequireDefined<T>(T value, string name) where T : struct, Enum
        {
            if (!Enum.IsDefined(value)) problems.Add($"{name} is {value} but must be one of {string.Join(", ", Enum.GetNames<T>())}.");
        }

        void RequireFor(int? value, string name, bool isUsed, string user)
        {
            if (value is < 1) problems.Add($"{name} is {value} but must be at least 1.");
            if (value is not null && !isUsed) problems.Add($"{name} is set, but it belongs to {user}.");
        }
    }

    private static void Categories(SequenceGraphModelOptions options, List<string> problems)
    {
        if (options.EmbeddingSize is < 1) problems.Add($"EmbeddingSize is {options.EmbeddingSize} but must be at least 1.");
        if (options.EmbeddingSize is not null && options.CategorySizes is null) problems.Add("EmbeddingSize is set, but there are no CategorySizes to embed.");
        if (options.CategorySizes is null) return;
        if (options.CategorySizes.Count == 0 || options.CategorySizes.Any(size => size < 1))
            problems.Add("CategorySizes must be sizes of at least 1, or null.");
        if (options.Order != ModelOrder.SequenceFirst || options.PerStep)
            problems.Add("CategorySizes is set, but only Order sequence-first without PerStep has a place for embeddings.");
    }

    /// <summary>A place in the node shape where the number of steps may stay open.</summary>
    private static bool IsOpenTime(IReadOnlyList<long> nodeShape, int place) => place == 0 && nodeShape[0] == -1 && nodeShape.Count is 2 or 4;

    private static bool IsRecurrent(SequenceGraphModelOptions options) => options.Order == ModelOrder.GraphRecurrent;

    private static void Steps(SequenceGraphModelOptions options, List<string> problems)
    {
        if (options.NodeShape is { Count: 1 or 3 } && options.TimeSteps is null)
            problems.Add("PerStep is true, but NodeShape has no time axis; [T, C] and [T, C, H, W] have.");
        if (options.Encoder is { } encoder && encoder.Reduction != TimeReduction.Last)
            problems.Add($"PerStep is true, so that steps are not reduced, but Encoder.Reduction is {encoder.Reduction}; leave it at Last.");
    }

    private static void SequenceFirst(SequenceGraphModelOptions options, List<string> problems)
    {
        if (options.NodeShape[0] == -1 && (options.Encoder is null || options.FeatureSkip) && !options.PerStep)
            problems.Add("NodeShape has an open T, which only an Encoder without FeatureSkip reads; set one, or another Order.");
        if (options.TimeSteps is not null) problems.Add("TimeSteps is set, but Order sequence-first reads NodeShape as the encoder's Input says.");
        if (options.Encoder is null || !IsSound(options.Encoder, problems)) return;
        var (input, nodeShape) = (options.Encoder.Input, options.NodeShape);
        long?[] sizes = input.Kind switch
        {
            SignalKind.Series => [input.Time, input.Channels],
            SignalKind.Image => [input.Channels, input.Height, input.Width],
            _ => [input.Time, input.Channels, input.Height, input.Width],
        };
        var fits = nodeShape.Count == 1
            ? input.FlatSize == nodeShape[0]
            : nodeShape.Count == sizes.Length && sizes.Zip(nodeShape).All(pair => pair.First is null || pair.First == pair.Second);
        if (!fits) problems.Add($"Encoder.Input reads {input} but NodeShape is {Shapes.Describe([.. nodeShape])}.");
    }

    private static void SeriesOrder(SequenceGraphModelOptions options, List<string> problems)
    {
        if (options.Series is not { } series)
        {
            var given = options.TimeSteps is { } steps ? $"TimeSteps {steps}" : "no TimeSteps";
            problems.Add(
                $"NodeShape is {Shapes.Describe([.. options.NodeShape])} with {given}, but this Order needs series: [T, C], or [F] with TimeSteps " +
                "that divide F.");
            return;
        }
        if (options.Encoder is null || !IsSound(options.Encoder, problems)) return;
        var width = options.Layers > 0 || options.Projection ? options.HiddenSize : series.Channels;
        var (input, reader) = (options.Encoder.Input, "graph layers each node");
        if (options.Order == ModelOrder.ReadoutFirst) (width, reader) = (ModelParts.ReadoutSize(options, width), "readout each graph");
        if (input.Kind != SignalKind.Series || input.Channels != width || (input.Time is { } time && time != series.Steps))
            problems.Add($"Encoder.Input reads {input}, but after the {reader} has a series [{(series.Steps < 0 ? "T" : series.Steps)}, {width}].");
    }

    private static void Joined(SequenceGraphModelOptions options, List<string> problems)
    {
        if (options.JumpingKnowledge == JumpingKnowledgeKind.None) return;
        if (options.Order != ModelOrder.SequenceFirst)
            problems.Add("JumpingKnowledge is set, but with this Order the encoder reads the last layer; it must be none.");
        else if (options.JumpingKnowledge != JumpingKnowledgeKind.Cat && options.Layers < 1)
            problems.Add("JumpingKnowledge max and lstm join graph layers, but Layers is below 1.");
    }

    private static bool IsSound(ConvRnnEncoderOptions encoder, List<string> problems)
    {
        try
        {
            encoder.Validate();
            return true;
        }
        catch (ArgumentException e)
        {
            problems.Add($"Encoder: {e.Message}");
            return false;
        }
    }
}
