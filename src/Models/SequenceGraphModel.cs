using GraphSeq.Encoders;
using GraphSeq.Graph;
using GraphSeq.Graph.Convolutions;
using GraphSeq.Graph.Readouts;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GraphSeq.Models;

/// <summary>Sequence encoder, graph layers, readout and head: <c>features -> [N, F] -> [N, H] -> [G, R] -> [G, K]</c>.</summary>
/// <remarks>Parameter keys are PyTorch's and PyG's: <c>encoder.…</c>, <c>proj.weight</c>, <c>conv1.lin.weight</c>, <c>norm1.weight</c>,
/// <c>lin.weight</c> (<c>lin1</c>, <c>lin2</c> … when the head has hidden layers).</remarks>
public sealed partial class SequenceGraphModel : nn.Module<GraphBatch, Tensor>
{
    private readonly ConvRnnEncoder? _encoder;
    private readonly Linear? _projection;
    private readonly BatchNorm1d? _projectionNorm;
    private readonly GraphConvolution[] _convolutions;
    private readonly BatchNorm1d?[] _norms;
    private readonly Readout? _readout;
    private readonly Linear[] _head;
    private readonly long _encodedSize;
    private FeatureScaler? _scaler;

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
        var encoded = _encoder?.OutputSize ?? options.NodeShape.Aggregate(1L, (product, size) => product * size);
        _encodedSize = encoded;
        if (options.Projection)
        {
            _projection = nn.Linear(encoded, options.HiddenSize);
            _projectionNorm = MakeNorm(options);
            register_module("proj", _projection);
            if (_projectionNorm is not null) register_module("norm0", _projectionNorm);
            encoded = options.HiddenSize;
        }
        _convolutions = new GraphConvolution[options.Layers];
        _norms = new BatchNorm1d?[options.Layers];
        for (var i = 0; i < options.Layers; i++)
        {
            _convolutions[i] = GraphConvolutions.Make(i == 0 ? encoded : options.HiddenSize, options.HiddenSize, options.Convolution);
            register_module($"conv{i + 1}", _convolutions[i]);
            _norms[i] = MakeNorm(options);
            if (_norms[i] is { } norm) register_module($"norm{i + 1}", norm);
        }
        _readout = MakeReadout(options.Readout);
        EmbeddingSize = ReadOutLayers(encoded).Sum(width => _readout?.OutputSize(width) ?? width);
        long[] widths = [EmbeddingSize, .. options.HeadSizes.Select(size => (long)size), options.Outputs];
        _head = new Linear[widths.Length - 1];
        for (var i = 0; i < _head.Length; i++)
        {
            _head[i] = nn.Linear(widths[i], widths[i + 1]);
            register_module(_head.Length == 1 ? "lin" : $"lin{i + 1}", _head[i]);
        }
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

    /// <summary>True while features are to be standardised and nothing has been fitted for it.</summary>
    public bool NeedsScaler => Options.Standardize && _scaler is null;

    /// <summary>Draws new parameters and resets running statistics.</summary>
    /// <param name="seed">The same seed gives the same bits.</param>
    public void ResetParameters(long seed)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(unchecked((ulong)seed));
        _encoder?.ResetParameters(generator);
        if (_projection is not null) Initialization.Default(_projection, generator);
        _projectionNorm?.reset_parameters();
        foreach (var convolution in _convolutions) convolution.ResetParameters(generator);
        foreach (var norm in _norms) norm?.reset_parameters();
        foreach (var linear in _head) Initialization.Default(linear, generator);
    }

    /// <param name="batch">Graphs with node features <c>[N, ...NodeShape]</c>.</param>
    /// <returns><c>[G, K]</c>, or <c>[N, K]</c> without a readout; owned by the caller.</returns>
    /// <exception cref="ArgumentException">The features are of another shape.</exception>
    /// <exception cref="InvalidOperationException">Features are to be standardised but no scaler has been fitted.</exception>
    public override Tensor forward(GraphBatch batch)
    {
        using var scope = NewDisposeScope();
        if (!is_grad_enabled() && RentPlan(batch) is { } plan)
        {
            var rows = HostTensors.Create(plan.Forward(batch, record: false), [RowsOf(batch), Options.Outputs]);
            GiveBack(plan);
            return rows.MoveToOuterDisposeScope();
        }
        return Classify(Embed(batch)).MoveToOuterDisposeScope();
    }

    /// <summary>What the head sees: a row per graph, or per node without a readout.</summary>
    /// <param name="batch">As for <see cref="forward"/>.</param>
    /// <returns><c>[G, R]</c>, or <c>[N, R]</c>; owned by the caller.</returns>
    /// <exception cref="ArgumentException">As for <see cref="forward"/>.</exception>
    /// <exception cref="InvalidOperationException">As for <see cref="forward"/>.</exception>
    public Tensor Embed(GraphBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using var scope = NewDisposeScope();
        return ReadOut(Propagate(Project(Encode(batch)), batch), batch.Index).MoveToOuterDisposeScope();
    }

    /// <summary>What the graph layers, or the projection before them, see: prepared features, through the encoder where there is one.</summary>
    /// <returns><c>[N, F]</c>, owned by the caller.</returns>
    internal Tensor Encode(GraphBatch batch)
    {
        using var scope = NewDisposeScope();
        var x = Prepare(batch);
        return (_encoder is null ? x.flatten(1) : _encoder.call(x, batch.Lengths)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _scaler?.Dispose();
            _idlePlan?.Dispose();
        }
        base.Dispose(disposing);
    }

    private Tensor Prepare(GraphBatch batch)
    {
        if (batch.X is not { } x) throw new ArgumentException("SequenceGraphModel: the batch has no node features.", nameof(batch));
        if (!x.shape.AsSpan(1).SequenceEqual([.. Options.NodeShape]))
        {
            var expected = Shapes.Describe([batch.NumNodes, .. Options.NodeShape]);
            Shapes.Fail(GetName(), "batch.X", Shapes.Describe(x.shape), expected, "Build the model with the NodeShape of the data set.");
        }
        if (NeedsScaler)
            throw new InvalidOperationException(
                "SequenceGraphModel: Standardize is true but there is no scaler. Train the model first, or set Scaler.");
        if (_scaler is not null) x = _scaler.call(x);
        return training && Options.InputNoise > 0 ? x + randn_like(x) * Options.InputNoise : x;
    }

    private Tensor Project(Tensor encoded) => _projection is null ? encoded : Finish(_projection.call(encoded), _projectionNorm);

    /// <summary>The encoder's (or the projection's) output and every layer's.</summary>
    private List<Tensor> Propagate(Tensor encoded, GraphBatch batch)
    {
        List<Tensor> outputs = [encoded];
        var (adjacency, edgeAttr) = (batch.Adjacency, EdgeFeatures(batch));
        for (var i = 0; i < _convolutions.Length; i++)
        {
            var x = outputs[^1];
            var y = Finish(_convolutions[i].call(x, adjacency, edgeAttr), _norms[i]);
            outputs.Add(Options.Residual && x.shape[1] == y.shape[1] ? x + y : y);
        }
        return outputs;
    }

    /// <summary>The edge features, where the layers were built to look at them; constant edge weights come with the adjacency.</summary>
    private Tensor? EdgeFeatures(GraphBatch batch)
    {
        if (Options.Convolution.EdgeDim is not { } width || _convolutions.Length == 0) return null;
        if (batch.EdgeAttr is { } edgeAttr && edgeAttr.shape[^1] == width) return edgeAttr;
        throw new ArgumentException(
            $"SequenceGraphModel: Convolution.EdgeDim is {width}, but the batch has {(batch.EdgeAttr is { } other ? $"edge features {Shapes.Describe(other.shape)}" : "no edge features")}. " +
            "Build the model with the EdgeDim of the data set, or without.", nameof(batch));
    }

    private Tensor ReadOut(List<Tensor> layers, BatchIndex index)
    {
        var seen = Options.JumpingKnowledge == JumpingKnowledgeKind.Cat ? layers : layers[^1..];
        Tensor[] rows = [.. seen.Select(x => _readout is null ? x : _readout.call(x, index))];
        return rows.Length == 1 ? rows[0].alias() : cat(rows, 1);
    }

    private Tensor Classify(Tensor x)
    {
        for (var i = 0; i < _head.Length; i++)
        {
            if (Options.HeadDropout > 0) x = nn.functional.dropout(x, Options.HeadDropout, training);
            x = _head[i].call(x);
            if (i < _head.Length - 1) x = Activate(x);
        }
        return x;
    }

    /// <summary>What follows a linear map: norm, activation, dropout.</summary>
    private Tensor Finish(Tensor x, BatchNorm1d? norm)
    {
        var y = Activate(norm is null ? x : norm.call(x));
        return Options.Dropout > 0 ? nn.functional.dropout(y, Options.Dropout, training) : y;
    }

    private Tensor Activate(Tensor x) => ConvStack.Activate(x, Options.Activation);

    private IEnumerable<long> ReadOutLayers(long encoded)
    {
        long[] widths = [encoded, .. Enumerable.Repeat((long)Options.HiddenSize, Options.Layers)];
        return Options.JumpingKnowledge == JumpingKnowledgeKind.Cat ? widths : widths[^1..];
    }

    private static BatchNorm1d? MakeNorm(SequenceGraphModelOptions options) =>
        options.Norm == NormKind.Batch ? nn.BatchNorm1d(options.HiddenSize) : null;

    private static Readout? MakeReadout(ReadoutKind kind) => kind switch
    {
        ReadoutKind.Sum => new GlobalSumPool(),
        ReadoutKind.Mean => new GlobalMeanPool(),
        ReadoutKind.Max => new GlobalMaxPool(),
        ReadoutKind.MeanMaxStd => new GlobalMeanMaxStdPool(),
        _ => null,
    };
}
