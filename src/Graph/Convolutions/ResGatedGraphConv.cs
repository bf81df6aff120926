using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Convolutions;

/// <summary>Gates on edges: <c>x'_i = W_1 x_i + b + sum_j act(W_3 [x_i, e_ji] + W_4 [x_j, e_ji]) * W_2 [x_j, e_ji]</c>.</summary>
/// <remarks>
/// <see href="https://arxiv.org/abs/1711.07553">X. Bresson and T. Laurent, "Residual Gated Graph ConvNets", 2017</see>. PyG's twin is
/// <c>ResGatedGraphConv</c>; W_3, W_4 and W_2 are its <c>lin_key</c>, <c>lin_query</c> and <c>lin_value</c>, each with a bias.
/// </remarks>
public sealed class ResGatedGraphConv : BipartiteConvolution
{
    [ComponentName(Name = "lin_key")] private readonly Linear _key;
    [ComponentName(Name = "lin_query")] private readonly Linear _query;
    [ComponentName(Name = "lin_value")] private readonly Linear _value;
    [ComponentName(Name = "lin_skip")] private readonly Linear? _skip;
    [ComponentName(Name = "bias")] private readonly Parameter? _bias;
    private readonly Func<Tensor, Tensor> _activation;
    private readonly InputChannels _inChannels;
    private readonly long _outChannels;
    private readonly long? _edgeDim;

    /// <summary>Starts from PyTorch's default for linear layers and zero bias.</summary>
    /// <param name="inChannels">Features per node on the way in, <c>F_in</c>, at least 1; a pair for bipartite graphs.</param>
    /// <param name="outChannels">Features per node on the way out, <c>F_out</c>; at least 1.</param>
    /// <param name="activation">act of the gate (PyG: <c>act</c>); null for the sigmoid.</param>
    /// <param name="edgeDim">Features per edge, D; null for none.</param>
    /// <param name="rootWeight">False leaves <c>W_1 x_i</c> out.</param>
    /// <param name="bias">False leaves b out.</param>
    /// <param name="aggregation">How messages are reduced (PyG: <c>aggr</c>).</param>
    /// <param name="flow">Which way messages run.</param>
    /// <exception cref="ArgumentOutOfRangeException">A channel count is below 1.</exception>
    public ResGatedGraphConv(
        InputChannels inChannels, long outChannels, Func<Tensor, Tensor>? activation = null, long? edgeDim = null, bool rootWeight = true,
        bool bias = true, Aggregation aggregation = Aggregation.Sum, Flow flow = Flow.SourceToTarget)
        : base(nameof(ResGatedGraphConv), aggregation, flow)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(outChannels, 1);
        (_inChannels, _outChannels, _edgeDim) = (inChannels, outChannels, edgeDim);
        _activation = activation ?? nn.functional.sigmoid;
        var extra = edgeDim ?? 0;
        _key = nn.Linear(inChannels.Target + extra, outChannels);
        _query = nn.Linear(inChannels.Source + extra, outChannels);
        _value = nn.Linear(inChannels.Source + extra, outChannels);
        _skip = rootWeight ? nn.Linear(inChannels.Target, outChannels, hasBias: false) : null;
        _bias = bias ? nn.Parameter(zeros(outChannels)) : null;
        ResetParameters();
        RegisterComponents();
        this.OwnComponents();
    }

    /// <inheritdoc/>
    public override long OutputSize => _outChannels;

    /// <inheritdoc/>
    public override void ResetParameters(Generator? generator = null)
    {
        foreach (var lin in new[] { _key, _query, _value }) Initialization.Default(lin, generator);
        if (_skip is not null) Initialization.Default(_skip, generator);
        Initialization.Zeros(_bias);
    }

    /// <inheritdoc/>
    protected override Tensor Pass(Tensor source, Tensor? target, SparseAdjacency adjacency, Tensor? edgeData)
    {
        ArgumentNullException.ThrowIfNull(target);
        Shapes.RequireNodeFeatures(source, _inChannels.Source, this, nameof(source));
        Shapes.RequireNodeFeatures(target, _inChannels.Target, this, nameof(target));
        if (_edgeDim is not null) ArgumentNullException.ThrowIfNull(edgeData);
        var edges = AlongFlow(adjacency);
        var edgeAttr = Shapes.RequireEdgeAttr(edgeData, source, adjacency.NumEdges, _edgeDim, this) is { } attr ? Aggregate.ToEntries(edges, attr) : null;
        var key = OnEdges(_key, _inChannels.Target, target, edgeAttr, rows => Aggregate.TargetRows(edges, rows));
        var query = OnEdges(_query, _inChannels.Source, source, edgeAttr, rows => Aggregate.SourceRows(edges, rows));
        var value = OnEdges(_value, _inChannels.Source, source, edgeAttr, rows => Aggregate.SourceRows(edges, rows));
        var y = Aggregate.Reduce(edges, _activation(key + query) * value, Aggregation);
        if (_skip is not null) y += _skip.call(target);
        return _bias is null ? y : y + _bias;
    }

    /// <summary><c>W [x, e] + b</c> on every edge as <c>W_x x + b</c>, computed per node, plus <c>W_e e</c>.</summary>
    private static Tensor OnEdges(Linear lin, long channels, Tensor x, Tensor? edgeAttr, Func<Tensor, Tensor> toEntries)
    {
        if (edgeAttr is null) return toEntries(lin.call(x));
        var weight = lin.weight.split([channels, edgeAttr.shape[1]], 1);
        return toEntries(nn.functional.linear(x, weight[0], lin.bias)) + nn.functional.linear(edgeAttr, weight[1]);
    }
}
