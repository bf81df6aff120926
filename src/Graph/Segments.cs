using GraphSeq.Graph.Autograd;
using static TorchSharp.torch;

namespace GraphSeq.Graph;

/// <summary>Reductions over the rows that belong to one graph: <c>[N, ...] -> [G, ...]</c>. Differentiable; the caller owns results.</summary>
/// <remarks>An empty graph gives zeros. On the CPU in float32 and float64 through our kernels, elsewhere through libtorch; the same bits for any
/// number of threads. Rows of <c>x</c> must be as many as the index has nodes, else <see cref="ArgumentException"/>.</remarks>
public static class Segments
{
    /// <summary>Sum of each graph's rows.</summary>
    /// <param name="x">Rows, <c>[N, ...]</c>.</param>
    /// <param name="index">The graph of each row.</param>
    public static Tensor Sum(Tensor x, BatchIndex index) => Run(x, index, i => Sum(x, i.PtrArray), (t, i) => TorchSegments.Sum(x, t, i.NumGraphs));

    /// <summary>Mean of each graph's rows.</summary>
    /// <inheritdoc cref="Sum(Tensor, BatchIndex)"/>
    public static Tensor Mean(Tensor x, BatchIndex index) =>
        Run(x, index, i => new SegmentSumOp(i.PtrArray, mean: true).Apply(x), (t, i) => TorchSegments.Mean(x, t, i.NumGraphs));

    /// <summary>Largest value per graph and column; equal values share the gradient evenly.</summary>
    /// <inheritdoc cref="Sum(Tensor, BatchIndex)"/>
    public static Tensor Max(Tensor x, BatchIndex index) =>
        Run(x, index, i => new SegmentExtremumOp(i.PtrArray, largest: true).Apply(x), (t, i) => TorchSegments.Extremum(x, t, i.NumGraphs, true));

    /// <summary>Smallest value per graph and column; equal values share the gradient evenly.</summary>
    /// <inheritdoc cref="Sum(Tensor, BatchIndex)"/>
    public static Tensor Min(Tensor x, BatchIndex index) =>
        Run(x, index, i => new SegmentExtremumOp(i.PtrArray, largest: false).Apply(x), (t, i) => TorchSegments.Extremum(x, t, i.NumGraphs, false));

    /// <summary>Biased variance per graph and column, <c>mean((x - mean)^2)</c>.</summary>
    /// <inheritdoc cref="Sum(Tensor, BatchIndex)"/>
    public static Tensor Variance(Tensor x, BatchIndex index) =>
        Run(x, index, i => new SegmentVarianceOp(i.PtrArray).Apply(x), (t, i) => TorchSegments.Variance(x, t, i.NumGraphs));

    /// <summary>Softmax over each graph's rows, column by column: <c>[N, ...] -> [N, ...]</c>.</summary>
    /// <inheritdoc cref="Sum(Tensor, BatchIndex)"/>
    public static Tensor Softmax(Tensor x, BatchIndex index) =>
        Run(x, index, i => new SegmentSoftmaxOp(i.PtrArray).Apply(x), (t, i) => TorchSegments.Softmax(x, t, i.NumGraphs));

    /// <summary>Gives every node its graph's row: <c>[G, ...] -> [N, ...]</c>.</summary>
    /// <param name="perGraph">Rows, <c>[G, ...]</c>.</param>
    /// <param name="index">The graph of each node.</param>
    /// <exception cref="ArgumentException">There are not as many rows as graphs.</exception>
    public static Tensor Spread(Tensor perGraph, BatchIndex index)
    {
        ArgumentNullException.ThrowIfNull(perGraph);
        ArgumentNullException.ThrowIfNull(index);
        if (perGraph.Dimensions == 0 || perGraph.shape[0] != index.NumGraphs)
            Shapes.Fail(nameof(Segments), nameof(perGraph), Shapes.Describe(perGraph.shape), $"[{index.NumGraphs}, ...]", "One row per graph.");
        return KernelMemory.Serves(perGraph) ? new SegmentRowsOp(index.PtrArray).Apply(perGraph) : perGraph.index_select(0, index.Tensor(perGraph.device));
    }

    internal static Tensor Sum(Tensor x, int[] ptr) => new SegmentSumOp(ptr, mean: false).Apply(x);

    private static Tensor Run(Tensor x, BatchIndex index, Func<BatchIndex, Tensor> kernel, Func<Tensor, BatchIndex, Tensor> torch)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(index);
        if (x.Dimensions == 0 || x.shape[0] != index.NumNodes)
            Shapes.Fail(nameof(Segments), nameof(x), Shapes.Describe(x.shape), $"[{index.NumNodes}, ...]", "One row per node of the batch.");
        if (KernelMemory.Serves(x)) return kernel(index);
        using var scope = NewDisposeScope();
        return torch(index.Tensor(x.device), index).MoveToOuterDisposeScope();
    }
}
