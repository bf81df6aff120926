namespace GraphSeq.Graph;

/// <summary>The snapshots of one step of a batch of graph sequences.</summary>
/// <param name="Rows">Their rows in the batch.</param>
/// <param name="Nodes">The node of each of these rows.</param>
/// <param name="Adjacency">Their edges, on these rows.</param>
/// <param name="IsShared">The adjacency belongs to another object.</param>
/// <param name="HasAllNodes">Every node of the batch is there, in order.</param>
internal sealed record SnapshotStep(IndexTensor Rows, IndexTensor Nodes, SparseAdjacency Adjacency, bool IsShared, bool HasAllNodes) : IDisposable
{
    public void Dispose()
    {
        Rows.Dispose();
        Nodes.Dispose();
        if (!IsShared) Adjacency.Dispose();
    }
}
