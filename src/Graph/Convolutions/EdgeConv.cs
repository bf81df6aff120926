using TorchSharp.Utils;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Convolutions;

/// <summary>Edge convolution: <c>x'_i = max_j h([x_i, x_j - x_i])</c>, h a network.</summary>
/// <remarks>
/// <see href="https://arxiv.org/abs/1801.07829">Y. Wang et al., "Dynamic Graph CNN for Learning on Point Clouds", 2019</see>. PyG's twin is
/// <c>EdgeConv</c>. Takes no edge data; the adjacency's weights are not looked at. Unlike PyG's, the constructor leaves h's parameters as they are.
/// </remarks>
public sealed class EdgeConv : BipartiteConvolution
{
    [ComponentName(Name = "nn")] private readonly nn.Module<Tensor, Tensor> _network;

    /// <summary>Takes the network as it is.</summary>
    /// <param name="network">h (PyG: <c>nn</c>), <c>[E, 2 F_in] -> [E, F_out]</c>; becomes part of the layer.</param>
    /// <param name="aggregation">How messages are reduced (PyG: <c>aggr</c>).</param>
    /// <param name="flow">Which way messages run.</param>
    /// <exception cref="ArgumentNullException"><paramref name="network"/> is null.</exception>
    public EdgeConv(nn.Module<Tensor, Tensor> network, Aggregation aggregation = Aggregation.Max, Flow flow = Flow.SourceToTarget)
        : base(nameof(EdgeConv), aggregation, flow)
    {
        ArgumentNullException.ThrowIfNull(network);
        _network = network;
        RegisterComponents();
        this.OwnComponents();
    }

    /// <inheritdoc/>
    public override long OutputSize => Mlp.OutputSize(_network, this);

    /// <inheritdoc/>
    protected override Tensor Pass(Tensor source, Tensor? target, SparseAdjacency adjacency, Tensor? edgeData)
    {
        ArgumentNullException.ThrowIfNull(target);
        Mlp.RequireInput(source, _network, this, nameof(source), perFeature: 2);
        Mlp.RequireInput(target, _network, this, nameof(target), perFeature: 2);
        Shapes.RequireNoEdgeData(edgeData, this);
        var edges = AlongFlow(adjacency);
        var own = Aggregate.TargetRows(edges, target);
        return Aggregate.Reduce(edges, _network.call(cat([own, Aggregate.SourceRows(edges, source) - own], -1)), Aggregation);
    }
}
