using GraphSeq.Graph.Autograd;
using GraphSeq.Graph.Stages;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Readouts;

/// <summary>Mean, maximum and standard deviation of each graph's rows side by side; an empty graph gives zeros (and the floor of the deviation).</summary>
/// <remarks>The deviation is the biased one, <c>sqrt(mean((x - mean)^2) + 1e-5)</c>: the floor keeps its gradient finite where all rows are equal.</remarks>
public sealed class GlobalMeanMaxStdPool() : Readout(nameof(GlobalMeanMaxStdPool))
{
    private const double VarianceFloor = 1e-5;

    /// <inheritdoc/>
    public override long OutputSize(long inputSize) => 3 * inputSize;

    /// <param name="x">Node rows, <c>[N, F]</c>.</param>
    /// <param name="index">The graph of each node.</param>
    /// <returns><c>[G, 3 F]</c>: mean, max, std; owned by the caller.</returns>
    /// <exception cref="ArgumentException">There are not as many rows as nodes.</exception>
    public override Tensor forward(Tensor x, BatchIndex index)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(index);
        if (x.Dimensions == 2 && x.shape[0] == index.NumNodes && KernelMemory.Serves(x)) return StageOp.Run(Stage(), null, index.PtrArray, x);
        using var scope = NewDisposeScope();
        var deviation = (Segments.Variance(x, index) + VarianceFloor).sqrt();
        return cat([Segments.Mean(x, index), Segments.Max(x, index), deviation], -1).MoveToOuterDisposeScope();
    }

    internal override Stage Stage() => new SegmentSummaryStage(VarianceFloor);
}
