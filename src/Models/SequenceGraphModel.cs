using GraphSeq.Encoders;
using GraphSeq.Graph;
using GraphSeq.Graph.Autograd;
using GraphSeq.Graph.Readouts;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GraphSeq.Models;

/// <summary>Sequence encoder, graph layers, readout and head: <c>features -> [N, F] -> [N, H] -> [G, R] -> [G, K]</c>; or graph layers on every
/// time step, then the encoder (<see cref="SequenceGraphModelOptions.Order"/>). Runs on graphs whose nodes carry series and on sequences of snapshots
/// with edges and nodes of their own.</summary>
/// <remarks>Parameter keys are PyTorch's and PyG's: <c>emb.weight</c>, <c>encoder.…</c>, <c>proj.weight</c>, <c>conv1.lin.weight</c>, <c>norm1.weight</c>, <c>jk.…</c>,
/// <c>readout.…</c> (<c>readout0</c>, <c>readout1</c> … where each layer has its own), <c>lin.weight</c> (<c>lin1</c>, <c>lin2</c> … when the head has
/// hidden layers). Graph layers run on valid steps only; a node behind its own length in a graph whose other nodes go on is 0 there.</remarks>
public sealed partial class SequenceGraphModel : nn.Module<GraphBatch, Tensor>
{
    private readonly ConvRnnEncoder? _encoder;
    private readonly CategoryEmbedding? _embedding;
    private readonly GraphLayers _layers;
    private readonly JumpingKnowledge? _jumpingKnowledge;
    private readonly Readout[] _readouts;
    private readonly Linear[] _head;
    private FeatureScaler? _scaler;
    private FeatureScaler? _targetScaler;

    /// <summary>Builds the model and draws its initial parameters.</summary>
    /// <param name="options">The architecture.</param>
    /// <param name="seed">Seed of the parameters: the same seed gives the same bits.</param>
    /// <exception cref="ArgumentException">An option is out of range; the message lists all that are.</exception>
    public SequenceGraphModel(SequenceGraphModelOptions options, long seed = 0) : base(nameof(SequenceGraphModel))
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        Options = options;
        _encoder = options.Encoder is null ? null : new ConvRnnEncoder(options.Encoder);
        if (_encoder is not null) register_module("encoder", _encoder);
        if (options.CategorySizes is { } sizes) _embedding = new CategoryEmbedding(sizes, options.EmbeddingSize ?? options.HiddenSize, register_module);
        _layers = new GraphLayers(options, IsSequenceFirst ? EncodedSize : options.Series!.Value.Channels, register_module);
        _jumpingKnowledge = ModelParts.MakeJumpingKnowledge(options.JumpingKnowledge, options.HiddenSize, options.Layers + (options.Projection ? 1 : 0));
        if (_jumpingKnowledge is not null) register_module("jk", _jumpingKnowledge);
        var widths = WidthsToReadOut();
        _readouts = [.. widths.Select(width => ModelParts.MakeReadout(options, width)).OfType<Readout>()];
        for (var i = 0; i < _readouts.Length; i++) register_module(_readouts.Length == 1 ? "readout" : $"readout{i}", _readouts[i]);
        EmbeddingSize = _readouts.Length == 0 ? widths.Sum() : widths.Zip(_readouts, (width, readout) => readout.OutputSize(width)).Sum();
        if (options.Order == ModelOrder.ReadoutFirst && _encoder is not null) EmbeddingSize = _encoder.OutputSize;
        _head = MakeHead();
        this.OwnComponents();
        ResetParameters(seed);
    }

    /// <summary>The architecture.</summary>
    public SequenceGraphModelOptions Options { get; }

    /// <summary>Width of what <see cref="Embed"/> gives, <c>R</c>.</summary>
    public long EmbeddingSize { get; }

    /// <summary>What standardises the features; null until a trainer has fitted one, or a file brought one. Owned by the model.</summary>
    /// <exception cref="ArgumentException">The scaler is for features of another shape.</exception>
    public FeatureScaler? Scaler
    {
        get => _scaler;
        set
        {
            if (value is not null && !value.NodeShape.SequenceEqual(Options.NodeShape))
            {
                var (of, wanted) = (Shapes.Describe([.. value.NodeShape]), Shapes.Describe([.. Options.NodeShape]));
                throw new ArgumentException($"The scaler is for node features {of}, the model for {wanted}.", nameof(value));
            }
            if (!ReferenceEquals(_scaler, value)) _scaler?.Dispose();
            _scaler = value;
        }
    }

    /// <summary>What brings outputs to the targets' own units; null until a trainer has fitted one, or a file brought one. Owned by the model.</summary>
    /// <exception cref="ArgumentException">The scaler is for rows of another width.</exception>
    public FeatureScaler? TargetScaler
    {
        get => _targetScaler;
        set
        {
            if (value is not null && !value.NodeShape.SequenceEqual([Options.Outputs]))
                throw new ArgumentException($"The scaler is for rows {Shapes.Describe([.. value.NodeShape])}, the model has {Options.Outputs} outputs.", nameof(value));
            if (!ReferenceEquals(_targetScaler, value)) _targetScaler?.Dispose();
            _targetScaler = value;
        }
    }

    /// <summary>True while outputs are to be brought to the targets' units and nothing has been fitted for it.</summary>
    public bool NeedsTargetScaler => Options.StandardizeTargets && _targetScaler is null;

    /// <summary>True while features are to be standardised and nothing has been fitted for it.</summary>
    public bool NeedsScaler => Options.Standardize && _scaler is null && Options.NodeShape is not [0];

    /// <summary>Draws new parameters and resets running statistics.</summary>
    /// <param name="seed">The same seed gives the same bits.</param>
    public void ResetParameters(long seed)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(unchecked((ulong)seed));
        foreach (var (_, module) in named_children())
            if (ReferenceEquals(module, _encoder)) _encoder.ResetParameters(generator);
            else Initialization.Reset(module, generator);
    }

    /// <param name="batch">Graphs with node features <c>[N, ...NodeShape]</c> and, where the options have CategorySizes, categories; or graph sequences.</param>
    /// <returns><c>[G, K]</c>, or <c>[N, K]</c> without a readout; with <see cref="SequenceGraphModelOptions.PerStep"/> a row per snapshot, <c>[S, K]</c>, or
    /// per node of every snapshot, <c>[R, K]</c>, in the order of <see cref="GraphBatch.Unroll()"/>. Owned by the caller.</returns>
    /// <exception cref="ArgumentException">The features are of another shape.</exception>
    /// <exception cref="InvalidOperationException">Features are to be standardised but no scaler has been fitted.</exception>
    public override Tensor forward(GraphBatch batch)
    {
        using var scope = NewDisposeScope();
        if (!is_grad_enabled() && RentPlan(batch) is { } plan)
        {
            try
            {
                return HostTensors.Create(plan.Forward(batch, record: false), [RowsOf(batch), Options.Outputs]).MoveToOuterDisposeScope();
            }
            finally
            {
                GiveBack(plan);
            }
        }
        return Classify(Embed(batch)).MoveToOuterDisposeScope();
    }

    /// <summary>What the head sees: a row per graph, or per node without a readout.</summary>
    /// <param name="batch">As for <see cref="forward"/>.</param>
    /// <returns><c>[G, R]</c>, or as many rows as <see cref="forward"/> gives; owned by the caller.</returns>
    /// <exception cref="ArgumentException">As for <see cref="forward"/>.</exception>
    /// <exception cref="InvalidOperationException">As for <see cref="forward"/>.</exception>
    public Tensor Embed(GraphBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using var scope = NewDisposeScope();
        var x = Prepare(batch);
        return (IsByNode(batch) ? EmbedByNode(x, batch) : EmbedBySnapshot(x, batch)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _scaler?.Dispose();
            _targetScaler?.Dispose();
            _idlePlan?.Dispose();
        }
        base.Dispose(disposing);
    }

    private Tensor Prepare(GraphBatch batch)
    {
        if (batch.X is not { } x) throw new ArgumentException("SequenceGraphModel: the batch has no node features.", nameof(batch));
        if (!FitsNodeShape(batch, x))
        {
            var expected = batch.Snapshots is null
                ? Shapes.Describe([batch.NumNodes, .. Options.NodeShape]) : Shapes.Describe([x.shape[0], .. Options.NodeShape.Skip(1)]);
            Shapes.Fail(GetName(), "batch.X", Shapes.Describe(x.shape), expected, "Build the model with the NodeShape of the data set.");
        }
        if (NeedsScaler)
            throw new InvalidOperationException(
                "SequenceGraphModel: Standardize is true but there is no scaler. Train the model first, or set Scaler.");
        if (NeedsTargetScaler)
            throw new InvalidOperationException(
                "SequenceGraphModel: StandardizeTargets is true but there is no target scaler. Train the model first, or set TargetScaler.");
        if (_scaler is not null) x = _scaler.call(x);
        return training && Options.InputNoise > 0 ? x + randn_like(x) * Options.InputNoise : x;
    }

    private bool IsSequenceFirst => Options.Order == ModelOrder.SequenceFirst;

    private bool FitsNodeShape(GraphBatch batch, Tensor x)
    {
        Span<long> sizes = x.shape.AsSpan(1), shape = Options.NodeShape.ToArray();
        if (batch.Snapshots is not null) return shape.Length is 2 or 4 && sizes.SequenceEqual(shape[1..]);
        return sizes.Length == shape.Length && sizes[1..].SequenceEqual(shape[1..]) && (sizes[0] == shape[0] || shape[0] == -1);
    }

    private Tensor EmbedByNode(Tensor x, GraphBatch batch) =>
        ReadOut(Seen(_layers.Run(Encode(x, batch), batch.Adjacency, EdgeFeatures(batch), batch.Index, training)), batch.Index);

    /// <summary>The layers that the readout looks at.</summary>
    private List<Tensor> Seen(List<Tensor> outputs)
    {
        if (Options.JumpingKnowledge == JumpingKnowledgeKind.Cat) return outputs;
        return _jumpingKnowledge is null ? outputs[^1..] : [_jumpingKnowledge.call(Options.Projection ? outputs : outputs[1..])];
    }

    /// <summary>Width of a node's row before the graph layers, where the encoder comes first.</summary>
    private long EncodedSize =>
        (_encoder is null || Options.FeatureSkip ? Options.NodeShape.Skip(Options.PerStep ? 1 : 0).Aggregate(1L, (product, size) => product * size) : 0) +
        (_encoder?.OutputSize ?? 0) + (_embedding?.OutputSize ?? 0);

    private Tensor Encode(Tensor x, GraphBatch batch)
    {
        var encoded = _encoder is null ? x.flatten(1) : _encoder.call(x, batch.Lengths);
        if (_encoder is not null && Options.FeatureSkip) encoded = cat([encoded, x.flatten(1)], 1);
        return _embedding is null ? encoded : _embedding.Join(encoded, batch);
    }

    /// <summary>The edge features, where the layers were built to look at them; constant edge weights come with the adjacency.</summary>
    private Tensor? EdgeFeatures(GraphBatch batch)
    {
        if (Options.Convolution.EdgeDim is not { } width || Options.Layers == 0) return null;
        if (batch.EdgeAttr is { } edgeAttr && edgeAttr.shape[^1] == width) return edgeAttr;
        var found = batch.EdgeAttr is { } other ? $"edge features {Shapes.Describe(other.shape)}" : "no edge features";
        throw new ArgumentException(
            $"SequenceGraphModel: Convolution.EdgeDim is {width}, but the batch has {found}. Build the model with the EdgeDim of the data set, or without.",
            nameof(batch));
    }

    private Tensor ReadOut(List<Tensor> layers, BatchIndex index)
    {
        Tensor[] rows = _readouts.Length == 0 ? [.. layers] : [.. layers.Zip(_readouts, (x, readout) => readout.call(x, index))];
        return rows.Length == 1 ? rows[0].alias() : cat(rows, 1);
    }

    /// <summary>What <see cref="forward"/> makes of what <see cref="Embed"/> gives.</summary>
    internal Tensor Classify(Tensor x)
    {
        for (var i = 0; i < _head.Length; i++)
        {
            if (Options.HeadDropout > 0 && training) x = DropoutOp.Drop(x, Options.HeadDropout);
            x = _head[i].call(x);
            if (i < _head.Length - 1) x = ConvStack.Activate(x, Options.Activation);
        }
        return _targetScaler is null ? x : _targetScaler.Inverse(x);
    }

    private long[] WidthsToReadOut()
    {
        if (!IsSequenceFirst) return [_encoder is null || Options.Order == ModelOrder.ReadoutFirst ? _layers.OutputSize : _encoder.OutputSize];
        return Options.JumpingKnowledge == JumpingKnowledgeKind.Cat
            ? [_layers.InputSize, .. Enumerable.Repeat((long)Options.HiddenSize, Options.Layers)]
            : [_layers.OutputSize];
    }

    private Linear[] MakeHead()
    {
        long[] widths = [EmbeddingSize, .. Options.HeadSizes.Select(size => (long)size), Options.Outputs];
        var head = new Linear[widths.Length - 1];
        for (var i = 0; i < head.Length; i++) register_module(head.Length == 1 ? "lin" : $"lin{i + 1}", head[i] = nn.Linear(widths[i], widths[i + 1]));
        return head;
    }
}
