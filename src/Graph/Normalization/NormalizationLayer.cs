using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Normalization;

/// <summary>A normalisation of node features, over the batch or graph by graph: <c>[N, F] -> [N, F]</c>.</summary>
public abstract class NormalizationLayer : nn.Module<Tensor, BatchIndex?, Tensor>
{
    /// <summary>For derived layers.</summary>
    /// <param name="name">The layer's name in messages.</param>
    protected NormalizationLayer(string name) : base(name)
    {
    }

    /// <summary>Sets parameters and running statistics to their initial values.</summary>
    public abstract void ResetParameters();

    /// <summary>Runs the layer, hooks included, on one graph.</summary>
    /// <param name="x">Node features, <c>[N, F]</c>.</param>
    /// <returns><c>[N, F]</c>, owned by the caller.</returns>
    /// <exception cref="ArgumentException">A shape or element type does not fit.</exception>
    public Tensor call(Tensor x) => call(x, (BatchIndex?)null);

    /// <summary>Runs the layer, hooks included, on PyG's batch vector.</summary>
    /// <param name="x">Node features, <c>[N, F]</c>.</param>
    /// <param name="batch">Graph of each node, <c>[N]</c> int64, in any order; null for one graph.</param>
    /// <param name="batchSize">Number of graphs; null for the largest graph id + 1.</param>
    /// <returns><c>[N, F]</c>, owned by the caller.</returns>
    /// <exception cref="ArgumentException">A shape or element type does not fit.</exception>
    public Tensor call(Tensor x, Tensor? batch, long? batchSize = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (batch is null) return call(x);
        Shapes.RequireBatchVector(batch, x.Dimensions == 0 ? 0 : x.shape[0], this);
        using var scope = NewDisposeScope();
        var groups = new RowGroups(batch, batchSize, GetName(), nameof(batch));
        return groups.Apart(call(groups.Together(x), groups.Index)).MoveToOuterDisposeScope();
    }

    /// <summary><c>weight * x + bias</c>, or x where there are none.</summary>
    private protected static Tensor Affine(Tensor x, Parameter? weight, Parameter? bias)
    {
        if (weight is not null) x = x * weight;
        return bias is null ? x : x + bias;
    }

    /// <summary><c>(x - mean) / sqrt(variance + eps)</c>, both one row per graph.</summary>
    private protected static Tensor Standardize(Tensor x, Tensor mean, Tensor variance, double eps, BatchIndex index) =>
        (x - Segments.Spread(mean, index)) * Segments.Spread((variance + eps).rsqrt(), index);

    /// <summary>Square root whose gradient at 0 is 0.</summary>
    private protected static Tensor Root(Tensor x)
    {
        // The root is taken of 1 where x is 0, so that no infinite derivative meets a zero gradient.
        var zero = x == 0;
        return x.masked_fill(zero, 1).sqrt().masked_fill(zero, 0);
    }

    /// <summary>Moves running statistics towards new ones: <c>(1 - momentum) * running + momentum * new</c>.</summary>
    private protected static void Track(Tensor runningMean, Tensor runningVar, Tensor mean, Tensor variance, double momentum)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        runningMean.mul_(1 - momentum).add_(mean * momentum);
        runningVar.mul_(1 - momentum).add_(variance * momentum);
    }

    /// <summary>Fails: statistics need more than one node.</summary>
    private protected void FailOnSingleNode(Tensor x, string advice) =>
        Shapes.Fail(GetName(), nameof(x), Shapes.Describe(x.shape), "of more than one node, since one alone has no variance", advice);

    /// <summary>Fails unless there are rows as the index says.</summary>
    private protected void RequireIndex(Tensor x, BatchIndex? index)
    {
        if (index is not null && index.NumNodes != x.shape[0])
            Shapes.Fail(GetName(), nameof(x), Shapes.Describe(x.shape), $"[{index.NumNodes}, ...]", "One row per node of the batch.");
    }
}
