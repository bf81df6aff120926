using GraphSeq.Graph.Convolutions;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Recurrent;

/// <summary>Gated recurrent unit with Chebyshev convolutions in place of matrices: <c>h' = z * h + (1 - z) * tanh(x *_G W_xh + (r * h) *_G W_hh)</c>, z and r
/// sigmoids of <c>x *_G W_x + h *_G W_h</c>.</summary>
/// <remarks><see href="https://arxiv.org/abs/1612.07659">Y. Seo et al., "Structured Sequence Modeling with Graph Convolutional Recurrent Networks",
/// 2018</see>. The twin is PyTorch Geometric Temporal's <c>GConvGRU</c>; <c>*_G</c> is <see cref="ChebConv"/>.</remarks>
public sealed class GConvGRU : GraphRecurrentCell
{
    [ComponentName(Name = "conv_x_z")] private readonly ChebConv _inputToUpdate;
    [ComponentName(Name = "conv_h_z")] private readonly ChebConv _stateToUpdate;
    [ComponentName(Name = "conv_x_r")] private readonly ChebConv _inputToReset;
    [ComponentName(Name = "conv_h_r")] private readonly ChebConv _stateToReset;
    [ComponentName(Name = "conv_x_h")] private readonly ChebConv _inputToCandidate;
    [ComponentName(Name = "conv_h_h")] private readonly ChebConv _stateToCandidate;

    /// <summary>Starts from Glorot-uniform weights and zero biases.</summary>
    /// <param name="inChannels">Features per node on the way in, <c>F_in</c>; at least 1.</param>
    /// <param name="outChannels">Features per node of the state, <c>H</c>; at least 1.</param>
    /// <param name="k">Number of Chebyshev polynomials; at least 1.</param>
    /// <param name="normalization">Which Laplacian.</param>
    /// <param name="bias">False leaves the biases out.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public GConvGRU(
        long inChannels, long outChannels, int k, LaplacianNormalization normalization = LaplacianNormalization.Symmetric, bool bias = true)
        : base(nameof(GConvGRU), inChannels, outChannels)
    {
        (_inputToUpdate, _stateToUpdate) = (Conv(inChannels), Conv(outChannels));
        (_inputToReset, _stateToReset) = (Conv(inChannels), Conv(outChannels));
        (_inputToCandidate, _stateToCandidate) = (Conv(inChannels), Conv(outChannels));
        RegisterComponents();
        this.OwnComponents();

        ChebConv Conv(long channels) => new(channels, outChannels, k, normalization, bias);
    }

    private protected override Tensor Mix(Gate gate, Tensor x, Tensor hidden, SparseAdjacency adjacency, Tensor? edgeWeight)
    {
        var (input, state) = gate switch
        {
            Gate.Update => (_inputToUpdate, _stateToUpdate),
            Gate.Reset => (_inputToReset, _stateToReset),
            _ => (_inputToCandidate, _stateToCandidate),
        };
        return input.call(x, adjacency, edgeWeight) + state.call(hidden, adjacency, edgeWeight);
    }
}
