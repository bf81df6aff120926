using GraphSeq.Graph.Convolutions;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Recurrent;

/// <summary>Gated recurrent unit that sees its input through a graph convolution: <c>h' = z * h + (1 - z) * tanh(W_h [g_h(x), r * h] + b_h)</c>, z and r
/// sigmoids of <c>W [g(x), h] + b</c>.</summary>
/// <remarks><see href="https://arxiv.org/abs/1811.05320">L. Zhao et al., "T-GCN: A Temporal Graph Convolutional Network for Traffic Prediction",
/// 2020</see>. The twin is PyTorch Geometric Temporal's <c>TGCN</c>; g is <see cref="GCNConv"/>, so the state of a node is not passed along
/// edges.</remarks>
public sealed class TGCN : GraphRecurrentCell
{
    [ComponentName(Name = "conv_z")] private readonly GCNConv _convToUpdate;
    [ComponentName(Name = "linear_z")] private readonly Linear _linearToUpdate;
    [ComponentName(Name = "conv_r")] private readonly GCNConv _convToReset;
    [ComponentName(Name = "linear_r")] private readonly Linear _linearToReset;
    [ComponentName(Name = "conv_h")] private readonly GCNConv _convToCandidate;
    [ComponentName(Name = "linear_h")] private readonly Linear _linearToCandidate;

    /// <summary>Starts from the convolutions' and linear layers' defaults.</summary>
    /// <param name="inChannels">Features per node on the way in, <c>F_in</c>; at least 1.</param>
    /// <param name="outChannels">Features per node of the state, <c>H</c>; at least 1.</param>
    /// <param name="improved">Self-loops weigh 2 where edges have weights.</param>
    /// <param name="addSelfLoops">False leaves self-loops out.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public TGCN(long inChannels, long outChannels, bool improved = false, bool addSelfLoops = true) : base(nameof(TGCN), inChannels, outChannels)
    {
        (_convToUpdate, _linearToUpdate) = (Conv(), Linear());
        (_convToReset, _linearToReset) = (Conv(), Linear());
        (_convToCandidate, _linearToCandidate) = (Conv(), Linear());
        RegisterComponents();
        this.OwnComponents();

        GCNConv Conv() => new(inChannels, outChannels, improved, addSelfLoops);
        Linear Linear() => nn.Linear(2 * outChannels, outChannels);
    }

    private protected override Tensor Mix(Gate gate, Tensor x, Tensor hidden, SparseAdjacency adjacency, Tensor? edgeWeight)
    {
        var (conv, linear) = gate switch
        {
            Gate.Update => (_convToUpdate, _linearToUpdate),
            Gate.Reset => (_convToReset, _linearToReset),
            _ => (_convToCandidate, _linearToCandidate),
        };
        return linear.call(cat([conv.call(x, adjacency, edgeWeight), hidden], 1));
    }
}
