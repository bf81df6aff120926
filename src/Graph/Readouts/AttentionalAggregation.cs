using TorchSharp.Utils;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Readouts;

/// <summary>Soft attention: <c>r = sum_n softmax(gate(x_n)) * nn(x_n)</c>, the softmax over the nodes of each graph.</summary>
/// <remarks><see href="https://arxiv.org/abs/1904.12787">Y. Li et al., "Graph Matching Networks for Learning the Similarity of Graph Structured
/// Objects", 2019</see>. PyG's twin is <c>AttentionalAggregation</c>. An empty graph gives zeros.</remarks>
public sealed class AttentionalAggregation : Readout
{
    [ComponentName(Name = "gate_nn")] private readonly nn.Module<Tensor, Tensor> _gateNN;
    [ComponentName(Name = "nn")] private readonly nn.Module<Tensor, Tensor>? _nn;
    private readonly long? _outChannels;

    /// <summary>Takes over the networks.</summary>
    /// <param name="gateNN">Maps <c>[N, F]</c> to scores, <c>[N, 1]</c> per node or <c>[N, F']</c> per column.</param>
    /// <param name="nn">Maps <c>[N, F]</c> to <c>[N, F']</c> before the sum; null for the rows as they are.</param>
    /// <param name="outChannels"><c>F'</c>; needed only for <see cref="OutputSize"/> where <paramref name="nn"/> is given.</param>
    public AttentionalAggregation(nn.Module<Tensor, Tensor> gateNN, nn.Module<Tensor, Tensor>? nn = null, long? outChannels = null)
        : base(nameof(AttentionalAggregation))
    {
        ArgumentNullException.ThrowIfNull(gateNN);
        (_gateNN, _nn, _outChannels) = (gateNN, nn, outChannels);
        RegisterComponents();
        this.OwnComponents();
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">There is a network of unknown width.</exception>
    public override long OutputSize(long inputSize) => _outChannels ?? (_nn is null
        ? inputSize
        : throw new InvalidOperationException(
            "AttentionalAggregation: the width of nn's rows is not known here. Pass outChannels to the constructor."));

    /// <param name="x">Node rows, <c>[N, F]</c>.</param>
    /// <param name="index">The graph of each node.</param>
    /// <returns><c>[G, F']</c>, owned by the caller.</returns>
    /// <exception cref="ArgumentException">The shape is not as above, or there are not as many rows as nodes.</exception>
    public override Tensor forward(Tensor x, BatchIndex index)
    {
        RequireRows(x, index);
        using var scope = NewDisposeScope();
        var gate = Segments.Softmax(_gateNN.call(x), index);
        return Segments.Sum(gate * (_nn is null ? x : _nn.call(x)), index).MoveToOuterDisposeScope();
    }
}
