using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Convolutions;

/// <summary>Principal neighbourhood aggregation: <c>x'_i = W g([x_i, scalers x aggregators over j of h([x_i, x_j, e_ji])])</c>, g and h
/// networks.</summary>
/// <remarks>
/// <see href="https://arxiv.org/abs/2004.05718">G. Corso et al., "Principal Neighbourhood Aggregation for Graph Nets", 2020</see>. PyG's twin is
/// <c>PNAConv</c>. With several towers each has networks of its own, W mixes their results.
/// </remarks>
public sealed class PNAConv : GraphConvolution
{
    [ComponentName(Name = "aggr_module")] private readonly DegreeScaler _scaler;
    [ComponentName(Name = "edge_encoder")] private readonly Linear? _edgeEncoder;
    [ComponentName(Name = "pre_nns")] private readonly ModuleList<Sequential> _before;
    [ComponentName(Name = "post_nns")] private readonly ModuleList<Sequential> _after;
    [ComponentName(Name = "lin")] private readonly Linear _lin;
    private readonly long _inChannels;
    private readonly long _outChannels;
    private readonly long? _edgeDim;
    private readonly int _towers;
    private readonly bool _divideInput;

    /// <summary>Starts from PyTorch's default for linear layers.</summary>
    /// <param name="inChannels">Features per node on the way in, <c>F_in</c>; at least 1.</param>
    /// <param name="outChannels">Features per node on the way out, <c>F_out</c>; a multiple of <paramref name="towers"/>.</param>
    /// <param name="aggregators">At least one reduction.</param>
    /// <param name="scalers">At least one factor by degree.</param>
    /// <param name="degrees">Nodes of the training set with 0, 1, 2, … incoming edges (PyG: <c>deg</c>), see <see cref="DegreeHistogram"/>.</param>
    /// <param name="edgeDim">Features per edge, D; null for none.</param>
    /// <param name="towers">Number of towers; at least 1.</param>
    /// <param name="preLayers">Linear layers of h; at least 1.</param>
    /// <param name="postLayers">Linear layers of g; at least 1.</param>
    /// <param name="divideInput">True gives each tower a share of the features instead of all; <c>F_in</c> is then a multiple of the towers.</param>
    /// <param name="activation">Makes the activation between linear layers (PyG: <c>act</c>); null for ReLU.</param>
    /// <param name="trainNorm">True learns the means that the scalers divide by.</param>
    /// <param name="flow">Which way messages run.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    /// <exception cref="ArgumentException">A list is empty, the histogram counts no node, or channels do not divide among the towers.</exception>
    public PNAConv(
        long inChannels, long outChannels, IReadOnlyList<PnaAggregator> aggregators, IReadOnlyList<PnaScaler> scalers, IReadOnlyList<long> degrees,
        long? edgeDim = null, int towers = 1, int preLayers = 1, int postLayers = 1, bool divideInput = false,
        Func<nn.Module<Tensor, Tensor>>? activation = null, bool trainNorm = false, Flow flow = Flow.SourceToTarget)
        : base(nameof(PNAConv), Aggregation.Sum, flow)
    {
        foreach (var number in new[] { inChannels, outChannels, towers, preLayers, postLayers }) ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        RequireOptions(inChannels, outChannels, aggregators, scalers, degrees, towers, divideInput);
        (_inChannels, _outChannels, _edgeDim, _towers, _divideInput) = (inChannels, outChannels, edgeDim, towers, divideInput);
        var (width, widthOut) = (divideInput ? inChannels / towers : inChannels, outChannels / towers);
        activation ??= () => nn.ReLU();
        _scaler = new DegreeScaler(aggregators, scalers, degrees, trainNorm);
        _edgeEncoder = edgeDim is { } features ? nn.Linear(features, width) : null;
        _before = Networks(towers, (edgeDim is null ? 2 : 3) * width, width, preLayers, activation);
        _after = Networks(towers, (aggregators.Count * scalers.Count + 1) * width, widthOut, postLayers, activation);
        _lin = nn.Linear(outChannels, outChannels);
        ResetParameters();
        RegisterComponents();
        this.OwnComponents();
    }

    /// <inheritdoc/>
    public override long OutputSize => _outChannels;

    /// <summary>Counts nodes by their number of incoming edges (PyG: <c>get_degree_histogram</c>).</summary>
    /// <param name="adjacencies">The graphs of the training set.</param>
    /// <returns>Nodes with 0, 1, 2, … incoming edges, up to the largest number.</returns>
    public static long[] DegreeHistogram(IEnumerable<SparseAdjacency> adjacencies)
    {
        ArgumentNullException.ThrowIfNull(adjacencies);
        List<long> counts = [];
        foreach (var adjacency in adjacencies)
            for (var i = 0; i < adjacency.NumNodes; i++)
            {
                var degree = adjacency.RowPtr[i + 1] - adjacency.RowPtr[i];
                while (counts.Count <= degree) counts.Add(0);
                counts[degree]++;
            }
        return [.. counts];
    }

    /// <inheritdoc/>
    public override void ResetParameters(Generator? generator = null)
    {
        _scaler.ResetParameters();
        if (_edgeEncoder is not null) Initialization.Default(_edgeEncoder, generator);
        Initialization.Reset(_before, generator);
        Initialization.Reset(_after, generator);
        Initialization.Default(_lin, generator);
    }

    /// <param name="x">Node features, <c>[N, F_in]</c>.</param>
    /// <param name="adjacency">The edges; weights are not looked at.</param>
    /// <param name="edgeAttr">Edge features, <c>[E, D]</c>; there must be some where the layer was built with an edge width, and none otherwise.</param>
    /// <returns><c>[N, F_out]</c>, owned by the caller.</returns>
    /// <exception cref="ArgumentException">A shape or element type is not as above.</exception>
    public override Tensor forward(Tensor x, SparseAdjacency adjacency, Tensor? edgeAttr)
    {
        Shapes.RequireNodeFeatures(x, _inChannels, this);
        Shapes.RequireNodes(x, adjacency, this);
        if (_edgeDim is not null) ArgumentNullException.ThrowIfNull(edgeAttr);
        var features = Shapes.RequireEdgeAttr(edgeAttr, x, adjacency.NumEdges, _edgeDim, this);
        using var scope = NewDisposeScope();
        var edges = AlongFlow(adjacency);
        var perTower = _divideInput ? x.reshape(x.shape[0], _towers, -1) : x.unsqueeze(1).expand(-1, _towers, -1);     // [N, T, F]
        List<Tensor> ends = [Aggregate.TargetRows(edges, perTower), Aggregate.SourceRows(edges, perTower)];
        if (features is not null) ends.Add(_edgeEncoder!.call(Aggregate.ToEntries(edges, features)).unsqueeze(1).expand(-1, _towers, -1));
        var messages = EachTower(_before, cat(ends, -1));                                                           // [E, T, F]
        var reduced = cat([perTower, _scaler.call(messages, edges)], -1);
        return _lin.call(EachTower(_after, reduced).flatten(1)).MoveToOuterDisposeScope();
    }

    private static Tensor EachTower(ModuleList<Sequential> networks, Tensor x) =>
        stack([.. networks.Select((network, t) => network.call(x.select(1, t)))], 1);

    private static ModuleList<Sequential> Networks(int count, long widthIn, long widthOut, int layers, Func<nn.Module<Tensor, Tensor>> activation) =>
        nn.ModuleList([.. Enumerable.Range(0, count).Select(_ => Network(widthIn, widthOut, layers, activation))]);

    private static Sequential Network(long widthIn, long widthOut, int layers, Func<nn.Module<Tensor, Tensor>> activation)
    {
        List<nn.Module<Tensor, Tensor>> parts = [nn.Linear(widthIn, widthOut)];
        for (var layer = 1; layer < layers; layer++) parts.AddRange([activation(), nn.Linear(widthOut, widthOut)]);
        return nn.Sequential(parts);
    }

    private static void RequireOptions(
        long inChannels, long outChannels, IReadOnlyList<PnaAggregator> aggregators, IReadOnlyList<PnaScaler> scalers, IReadOnlyList<long> degrees,
        int towers, bool divideInput)
    {
        if (aggregators.Count == 0) throw new ArgumentException("PNAConv: at least one aggregator is needed.", nameof(aggregators));
        if (scalers.Count == 0) throw new ArgumentException("PNAConv: at least one scaler is needed.", nameof(scalers));
        if (degrees.Sum() < 1) throw new ArgumentException("PNAConv: degrees counts no node; pass the training set's histogram.", nameof(degrees));
        if (outChannels % towers != 0)
            throw new ArgumentException($"PNAConv: outChannels is {outChannels} but must be a multiple of the {towers} towers.", nameof(outChannels));
        if (divideInput && inChannels % towers != 0)
            throw new ArgumentException(
                $"PNAConv: inChannels is {inChannels} but must be a multiple of the {towers} towers to be divided.", nameof(inChannels));
    }
}
