using GraphSeq.Graph.Stages;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Readouts;

/// <summary>One row per graph from the rows of its nodes (PyG: global pooling): <c>[N, F] -> [G, OutputSize(F)]</c>.</summary>
public abstract class Readout : nn.Module<Tensor, BatchIndex, Tensor>
{
    /// <summary>For derived readouts.</summary>
    /// <param name="name">The readout's name in messages.</param>
    protected Readout(string name) : base(name)
    {
    }

    /// <summary>Width of a graph's row.</summary>
    /// <param name="inputSize">Width of a node's row, <c>F</c>.</param>
    public virtual long OutputSize(long inputSize) => inputSize;

    /// <summary>The readout as a stage on plain memory; null where there is none.</summary>
    internal virtual Stage? Stage() => null;

    /// <summary>Runs the readout on PyG's batch vector.</summary>
    /// <param name="x">Node rows, <c>[N, F]</c>.</param>
    /// <param name="batch">Graph of each node, <c>[N]</c> int64, in any order; null for one graph.</param>
    /// <param name="numGraphs">Number of graphs; null for the largest graph id + 1.</param>
    /// <returns>One row per graph, owned by the caller.</returns>
    /// <exception cref="ArgumentException">A shape or element type does not fit.</exception>
    public Tensor call(Tensor x, Tensor? batch, int? numGraphs = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (batch is null)
        {
            using var single = BatchIndex.SingleGraph((int)x.shape[0]);
            return call(x, single);
        }
        using var scope = NewDisposeScope();
        var groups = new RowGroups(batch, numGraphs, GetName(), nameof(batch));
        return call(groups.Together(x), groups.Index).MoveToOuterDisposeScope();
    }

    /// <summary>Fails unless there are as many rows, <c>[N, F]</c>, as the index has nodes.</summary>
    private protected void RequireRows(Tensor x, BatchIndex index)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(index);
        if (x.Dimensions != 2 || x.shape[0] != index.NumNodes)
            Shapes.Fail(GetName(), nameof(x), Shapes.Describe(x.shape), $"[{index.NumNodes}, numFeatures]", "One row per node of the batch.");
    }
}
