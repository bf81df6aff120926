using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;
using static TorchSharp.torch;

namespace GraphSeq.Graph;

/// <summary>Edges to and from MathNet's sparse matrices. Entry <c>[i, j]</c> is the weight of the edge from i to j; equal edges add up.</summary>
public static class MathNetConversion
{
    /// <summary>Edges as a matrix (PyG: <c>to_scipy_sparse_matrix</c>).</summary>
    /// <param name="edgeIndex">Edges, <c>[2, E]</c> int64.</param>
    /// <param name="edgeWeight">Weights, <c>[E]</c>; null for 1.</param>
    /// <param name="numNodes">Number of nodes; null for the largest id + 1.</param>
    /// <returns><c>[N, N]</c>, in double precision.</returns>
    /// <exception cref="ArgumentException">A shape or element type is not as above, an id is no node, or there is no node.</exception>
    public static SparseMatrix ToSparseMatrix(Tensor edgeIndex, Tensor? edgeWeight = null, long? numNodes = null)
    {
        var count = EdgeTensors.NumNodes(edgeIndex, numNodes, nameof(ToSparseMatrix));
        if (count == 0)
            throw new ArgumentException("ToSparseMatrix: there is no node, and MathNet has no matrix without rows. Pass numNodes.", nameof(numNodes));
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var weight = edgeWeight?.to(ScalarType.Float64) ?? ones(edgeIndex.shape[1], ScalarType.Float64);
        var (edges, sums) = GraphOps.Coalesce(edgeIndex, weight, count);
        var (source, target) = EdgeTensors.ToArrays(edges);
        var values = HostTensors.ToArray<double>(sums);
        return SparseMatrix.OfIndexed(count, count, source.Zip(target, values));
    }

    /// <summary>An adjacency, with its constant weights, as a matrix.</summary>
    /// <param name="adjacency">The edges.</param>
    /// <returns><c>[N, N]</c>, in double precision.</returns>
    /// <exception cref="ArgumentException">There is no node.</exception>
    public static SparseMatrix ToSparseMatrix(this SparseAdjacency adjacency)
    {
        ArgumentNullException.ThrowIfNull(adjacency);
        using var scope = NewDisposeScope();
        return ToSparseMatrix(adjacency.ToEdgeIndex(), adjacency.Tensors.Weight(ScalarType.Float64, CPU), adjacency.NumNodes);
    }

    /// <summary>The entries of a square matrix that are not 0, as edges (PyG: <c>from_scipy_sparse_matrix</c>).</summary>
    /// <param name="matrix">Sparse or dense.</param>
    /// <param name="dtype">Element type of the weights; null for Float32.</param>
    /// <returns>Edges, sorted by source, then target, and their weights; owned by the caller.</returns>
    /// <exception cref="ArgumentException">The matrix is not square.</exception>
    public static (Tensor EdgeIndex, Tensor EdgeWeight) ToEdges(this Matrix<double> matrix, ScalarType? dtype = null)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        if (matrix.RowCount != matrix.ColumnCount)
            Shapes.Fail(nameof(ToEdges), nameof(matrix), $"[{matrix.RowCount}, {matrix.ColumnCount}]", "square", "It has one row per node.");
        var entries = matrix.EnumerateIndexed(Zeros.AllowSkip).Where(entry => entry.Item3 != 0)
            .OrderBy(entry => entry.Item1).ThenBy(entry => entry.Item2).ToArray();
        long[] ids = [.. entries.Select(entry => (long)entry.Item1), .. entries.Select(entry => (long)entry.Item2)];
        double[] weights = [.. entries.Select(entry => entry.Item3)];
        using var scope = NewDisposeScope();
        return (HostTensors.Create(ids, [2, entries.Length]).MoveToOuterDisposeScope(),
            HostTensors.Create(weights, [entries.Length]).to(dtype ?? ScalarType.Float32).MoveToOuterDisposeScope());
    }

    /// <summary>The entries of a square matrix that are not 0, as an adjacency with constant weights.</summary>
    /// <param name="matrix">Sparse or dense.</param>
    /// <returns>A new adjacency, owned by the caller.</returns>
    /// <exception cref="ArgumentException">The matrix is not square.</exception>
    public static SparseAdjacency ToAdjacency(this Matrix<double> matrix)
    {
        using var scope = NewDisposeScope();
        var (edges, weights) = ToEdges(matrix);
        return SparseAdjacency.FromEdgeIndex(edges, matrix.RowCount, weights);
    }
}
