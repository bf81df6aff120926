using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Convolutions;

/// <summary>Transformer attention over neighbours:
/// <c>x'_i = W_1 x_i + sum_j softmax_j(W_3 x_i . (W_4 x_j + W_6 e_ji) / sqrt(C)) (W_2 x_j + W_6 e_ji)</c>.</summary>
/// <remarks>
/// <see href="https://arxiv.org/abs/2009.03509">Y. Shi et al., "Masked Label Prediction: Unified Message Passing Model for Semi-Supervised
/// Classification", 2021</see>. PyG's twin is <c>TransformerConv</c>. With <c>beta</c> a learned gate mixes <c>W_1 x_i</c> and the sum m_i:
/// <c>b_i W_1 x_i + (1 - b_i) m_i</c>, <c>b_i = sigmoid(w_5 . [m_i, W_1 x_i, m_i - W_1 x_i])</c>. The adjacency's weights are not looked at.
/// </remarks>
public sealed class TransformerConv : AttentionConvolution
{
    [ComponentName(Name = "lin_key")] private readonly Linear _key;
    [ComponentName(Name = "lin_query")] private readonly Linear _query;
    [ComponentName(Name = "lin_value")] private readonly Linear _value;
    [ComponentName(Name = "lin_edge")] private readonly Linear? _edge;
    [ComponentName(Name = "lin_skip")] private readonly Linear _skip;
    [ComponentName(Name = "lin_beta")] private readonly Linear? _beta;
    private readonly InputChannels _inChannels;
    private readonly bool _rootWeight;
    private readonly long? _edgeDim;

    /// <summary>Starts from PyTorch's default for linear layers.</summary>
    /// <param name="inChannels">Features per node on the way in, <c>F_in</c>, at least 1; a pair for bipartite graphs.</param>
    /// <param name="outChannels">Features per node and head, C; at least 1.</param>
    /// <param name="heads">Number of heads, H; at least 1.</param>
    /// <param name="concat">True gives the heads side by side, <c>F_out = H C</c>; false their mean, <c>F_out = C</c>.</param>
    /// <param name="beta">True mixes node and neighbours by a learned gate; needs <paramref name="rootWeight"/>, else it is without effect.</param>
    /// <param name="dropout">Chance that a coefficient is dropped while training; in [0, 1).</param>
    /// <param name="edgeDim">Features per edge, D; null for none.</param>
    /// <param name="bias">False leaves the biases of all linear layers out.</param>
    /// <param name="rootWeight">False leaves <c>W_1 x_i</c> out; as in PyG the weight exists all the same.</param>
    /// <param name="aggregation">How messages are reduced (PyG: <c>aggr</c>).</param>
    /// <param name="flow">Which way messages run.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public TransformerConv(
        InputChannels inChannels, long outChannels, long heads = 1, bool concat = true, bool beta = false, double dropout = 0, long? edgeDim = null,
        bool bias = true, bool rootWeight = true, Aggregation aggregation = Aggregation.Sum, Flow flow = Flow.SourceToTarget)
        : base(nameof(TransformerConv), outChannels, heads, concat, dropout, aggregation, flow)
    {
        (_inChannels, _rootWeight, _edgeDim) = (inChannels, rootWeight, edgeDim);
        var width = heads * outChannels;
        _key = nn.Linear(inChannels.Source, width, bias);
        _query = nn.Linear(inChannels.Target, width, bias);
        _value = nn.Linear(inChannels.Source, width, bias);
        _edge = edgeDim is { } features ? nn.Linear(features, width, hasBias: false) : null;
        _skip = nn.Linear(inChannels.Target, OutputSize, bias);
        _beta = beta && rootWeight ? nn.Linear(3 * OutputSize, 1, hasBias: false) : null;
        RegisterComponents();
        ResetParameters();
        this.OwnComponents();
    }

    private protected override (Tensor Output, SparseAdjacency Edges, Tensor Coefficient) Attend(
        Tensor source, Tensor? target, SparseAdjacency adjacency, Tensor? edgeData)
    {
        ArgumentNullException.ThrowIfNull(target);
        Shapes.RequireNodeFeatures(source, _inChannels.Source, this);
        Shapes.RequireNodeFeatures(target, _inChannels.Target, this);
        if (_edge is not null) ArgumentNullException.ThrowIfNull(edgeData);
        var (edges, features) = PrepareEdges(adjacency, Shapes.RequireEdgeAttr(edgeData, source, adjacency.NumEdges, _edgeDim, this));

        var (key, query, value) = (SplitHeads(_key.call(source)), SplitHeads(_query.call(target)), SplitHeads(_value.call(source)));
        var onEdges = features is null ? null : SplitHeads(_edge!.call(features));                          // [E, H, C]
        var score = Aggregate.Dot(edges, query, key);                                                       // [E, H]
        if (onEdges is not null) score += (Aggregate.TargetRows(edges, query) * onEdges).sum(-1);
        var coefficient = Coefficients(edges, score / Math.Sqrt(OutChannels));

        var sum = onEdges is null
            ? Aggregate.Reduce(edges, value, coefficient, Aggregation)
            : Aggregate.Reduce(edges, (Aggregate.SourceRows(edges, value) + onEdges) * coefficient.unsqueeze(-1), Aggregation);
        return (WithRoot(MergeHeads(sum), target), edges, coefficient);
    }

    private Tensor WithRoot(Tensor sum, Tensor target)
    {
        if (!_rootWeight) return sum;
        var root = _skip.call(target);
        if (_beta is null) return sum + root;
        var gate = _beta.call(cat([sum, root, sum - root], -1)).sigmoid();
        return gate * root + (1 - gate) * sum;
    }
}
