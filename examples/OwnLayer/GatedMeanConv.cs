using GraphSeq.Graph;
using GraphSeq.Graph.Convolutions;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace GraphSeq.Examples.OwnLayer;

/// <summary>x'_i = W x_i + mean_j sigmoid(G [W x_i, W x_j]) * W x_j</summary>
public sealed class GatedMeanConv : GraphConvolution
{
    [ComponentName(Name = "lin")] private readonly Linear _lin;
    [ComponentName(Name = "gate")] private readonly Linear _gate;

    public GatedMeanConv(long inChannels, long outChannels) : base(nameof(GatedMeanConv), Aggregation.Mean)
    {
        _lin = nn.Linear(inChannels, outChannels);
        _gate = nn.Linear(2 * outChannels, outChannels);
        OutputSize = outChannels;
        RegisterComponents();
        this.OwnComponents();
    }

    public override long OutputSize { get; }

    public override Tensor forward(Tensor x, SparseAdjacency adjacency, Tensor? edgeData)
    {
        using var scope = NewDisposeScope();
        var edges = AlongFlow(adjacency);
        var own = _lin.call(x);                                                                   // [N, F]
        var source = Aggregate.SourceRows(edges, own);                                            // [E, F]
        var gate = _gate.call(cat([Aggregate.TargetRows(edges, own), source], -1)).sigmoid();
        var mean = Aggregate.Reduce(edges, gate * source, Aggregation);                           // [N, F]
        return (own + mean).MoveToOuterDisposeScope();
    }
}
