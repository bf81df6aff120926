using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Readouts;

/// <summary>Repeated attention: <c>q_t = LSTM(q*_{t-1})</c>, <c>r_t = sum_n softmax(x_n . q_t) x_n</c>, <c>q*_t = [q_t, r_t]</c>; the last
/// <c>q*</c> is the result.</summary>
/// <remarks><see href="https://arxiv.org/abs/1511.06391">O. Vinyals et al., "Order Matters: Sequence to sequence for sets", 2016</see>. PyG's twin is
/// <c>Set2Set</c>.</remarks>
public sealed class Set2Set : Readout
{
    [ComponentName(Name = "lstm")] private readonly LSTM _lstm;
    private readonly long _inChannels;
    private readonly int _processingSteps;
    private readonly long _numLayers;

    /// <summary>Starts from PyTorch's initial LSTM.</summary>
    /// <param name="inChannels">Features per node, <c>F</c>; at least 1.</param>
    /// <param name="processingSteps">Number of steps, <c>T</c>; at least 0, where the result is all zeros.</param>
    /// <param name="numLayers">Layers of the LSTM; at least 1.</param>
    /// <param name="bias">False leaves the LSTM's biases out.</param>
    /// <param name="dropout">Share of values dropped between the LSTM's layers in training, in <c>[0, 1)</c>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public Set2Set(long inChannels, int processingSteps, long numLayers = 1, bool bias = true, double dropout = 0) : base(nameof(Set2Set))
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inChannels, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(processingSteps);
        ArgumentOutOfRangeException.ThrowIfLessThan(numLayers, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(dropout);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(dropout, 1);
        (_inChannels, _processingSteps, _numLayers) = (inChannels, processingSteps, numLayers);
        _lstm = nn.LSTM(2 * inChannels, inChannels, numLayers, bias, dropout: dropout);
        RegisterComponents();
        this.OwnComponents();
    }

    /// <summary>Width of a graph's row, <c>2 F</c>.</summary>
    /// <param name="inputSize">Width of a node's row, <c>F</c>.</param>
    public override long OutputSize(long inputSize) => 2 * inputSize;

    /// <param name="x">Node rows, <c>[N, F]</c>.</param>
    /// <param name="index">The graph of each node.</param>
    /// <returns><c>[G, 2 F]</c>, owned by the caller.</returns>
    /// <exception cref="ArgumentException">The shape or element type is not as above, or there are not as many rows as nodes.</exception>
    public override Tensor forward(Tensor x, BatchIndex index)
    {
        Shapes.RequireNodeFeatures(x, _inChannels, this);
        RequireRows(x, index);
        using var scope = NewDisposeScope();
        Tensor Zeros(params long[] shape) => zeros(shape, x.dtype, x.device);
        var query = Zeros(index.NumGraphs, 2 * _inChannels);
        var (hidden, cell) = (Zeros(_numLayers, index.NumGraphs, _inChannels), Zeros(_numLayers, index.NumGraphs, _inChannels));
        for (var step = 0; step < _processingSteps; step++)
        {
            (var output, hidden, cell) = _lstm.call(query.unsqueeze(0), (hidden, cell));
            var q = output.squeeze(0);                                                          // [G, F]
            var score = (x * Segments.Spread(q, index)).sum([-1], keepdim: true);               // [N, 1]
            query = cat([q, Segments.Sum(Segments.Softmax(score, index) * x, index)], -1);
        }
        return query.MoveToOuterDisposeScope();
    }
}
