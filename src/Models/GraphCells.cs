using GraphSeq.Graph;
using GraphSeq.Graph.Recurrent;
using static TorchSharp.torch;

namespace GraphSeq.Models;

/// <summary>Recurrent cells on graphs, run over the snapshots of a batch of graph sequences.</summary>
internal static class GraphCells
{
    public static nn.Module Make(long inChannels, SequenceGraphModelOptions options) => options.GraphCell switch
    {
        GraphCellKind.GConvLSTM => new GConvLSTM(inChannels, options.HiddenSize, options.GraphCellPolynomials ?? 2),
        GraphCellKind.TGCN => new TGCN(inChannels, options.HiddenSize),
        _ => new GConvGRU(inChannels, options.HiddenSize, options.GraphCellPolynomials ?? 2),
    };

    /// <summary>The state of every node after each of its steps. A node that is absent from a snapshot, whose sequence has ended, or that is behind its own
    /// length keeps its state.</summary>
    /// <param name="cell">What <see cref="Make"/> made.</param>
    /// <param name="rows">Features, <c>[R, F]</c>.</param>
    /// <param name="snapshots">Where the rows stand.</param>
    /// <param name="mask">0 for rows behind their node's length, <c>[R, 1]</c>; null where there are none.</param>
    /// <returns><c>[R, H]</c>.</returns>
    public static Tensor Run(nn.Module cell, Tensor rows, SnapshotIndex snapshots, Tensor? mask)
    {
        using var scope = NewDisposeScope();
        (Tensor? Hidden, Tensor? Cell) state = (null, null);
        List<Tensor> outputs = [];
        for (var t = 0; t < snapshots.MaxSteps; t++)
        {
            var step = snapshots.Step(t);
            var (places, nodes) = (step.Rows.On(rows.device), step.Nodes.On(rows.device));
            var x = rows.index_select(0, places);
            var before = (Hidden: Of(state.Hidden), Cell: Of(state.Cell));
            var after = Advance(cell, x, step.Adjacency, before);
            if (mask?.index_select(0, places) is { } valid) after = (Hold(valid, after.Hidden, before.Hidden), after.Cell is null ? null : Hold(valid, after.Cell, before.Cell));
            outputs.Add(after.Hidden);
            state = (Put(state.Hidden, after.Hidden), after.Cell is null ? null : Put(state.Cell, after.Cell));

            Tensor? Of(Tensor? all) => step.HasAllNodes ? all : all?.index_select(0, nodes);

            Tensor Put(Tensor? all, Tensor part) => step.HasAllNodes
                ? part
                : (all ?? zeros([snapshots.NumNodes, part.shape[1]], part.dtype, part.device)).index_copy(0, nodes, part);
        }
        return snapshots.FromSteps(cat(outputs, 0)).MoveToOuterDisposeScope();
    }

    private static (Tensor Hidden, Tensor? Cell) Advance(nn.Module cell, Tensor x, SparseAdjacency adjacency, (Tensor? Hidden, Tensor? Cell) before) => cell switch
    {
        GConvLSTM lstm => lstm.call(x, adjacency, null, before is { Hidden: { } hidden, Cell: { } memory } ? (hidden, memory) : null),
        _ => (((GraphRecurrentCell)cell).call(x, adjacency, null, before.Hidden), null),
    };

    private static Tensor Hold(Tensor valid, Tensor after, Tensor? before) => where(valid > 0, after, before ?? zeros_like(after));
}
