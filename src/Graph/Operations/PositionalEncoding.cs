using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;
using static TorchSharp.torch;

namespace GraphSeq.Graph;

/// <summary>Where a node stands in its graph, as features.</summary>
public static class PositionalEncoding
{
    /// <summary>Starting nodes whose walks are followed at once: bounds the memory to N times this many numbers.</summary>
    private const int StartsAtOnce = 256;

    /// <summary>Graphs beyond this many nodes are refused by the dense eigen-solver.</summary>
    private const int MostNodesForEigenvectors = 4096;

    /// <summary>Entries this close to the largest count as equally large.</summary>
    private const double SignTolerance = 1e-6;

    /// <summary>The probabilities that a random walk is back at its start after 1, 2, ... steps (PyG: <c>AddRandomWalkPE</c>).</summary>
    /// <remarks><see href="https://arxiv.org/abs/2110.07875">V. Dwivedi et al., "Graph Neural Networks with Learnable Structural and Positional
    /// Representations", 2022</see>: the diagonals of the powers of <c>D^-1 A</c>. With weights a step is taken in proportion to them; PyG 2.9
    /// takes every edge of a node alike. The cost is <c>walkLength * N * E</c>.</remarks>
    /// <param name="edgeIndex">Edges, <c>[2, E]</c> int64.</param>
    /// <param name="walkLength">Number of steps, <c>T</c>; at least 1.</param>
    /// <param name="numNodes">Number of nodes; null for the largest id + 1.</param>
    /// <param name="edgeWeight">Weights, <c>[E]</c>; null for 1.</param>
    /// <returns><c>[N, T]</c>, Float32.</returns>
    /// <exception cref="ArgumentException">A shape or element type is not as above, or an id is no node.</exception>
    public static Tensor RandomWalk(Tensor edgeIndex, int walkLength, long? numNodes = null, Tensor? edgeWeight = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(walkLength, 1);
        var count = EdgeTensors.NumNodes(edgeIndex, numNodes, nameof(RandomWalk));
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var backwards = SparseAdjacency.FromEdgeIndex(edgeIndex.flip(0), count, edgeWeight);
        var step = backwards.Derive(new AdjacencyForm(AdjacencyScaling.Row));
        var encoding = zeros(count, walkLength);
        for (var first = 0; first < count; first += StartsAtOnce)
        {
            using var block = NewDisposeScope();
            var width = Math.Min(StartsAtOnce, count - first);
            var reached = zeros(count, width);                          // column s: the probability to reach start s from each node
            reached[first..(first + width)] = eye(width);
            for (var t = 0; t < walkLength; t++)
            {
                reached = Aggregate.Sum(step, reached);
                encoding[first..(first + width), t] = reached[first..(first + width)].diagonal();
            }
        }
        return encoding.to(edgeIndex.device).MoveToOuterDisposeScope();
    }

    /// <summary>Eigenvectors of the symmetric normalised Laplacian to the smallest eigenvalues but the first (PyG:
    /// <c>AddLaplacianEigenvectorPE</c>).</summary>
    /// <remarks>
    /// <see href="https://arxiv.org/abs/2003.00982">V. Dwivedi et al., "Benchmarking Graph Neural Networks", 2020</see>. An eigenvector's sign means
    /// nothing. Here its first entry among those of the largest magnitude is positive, so that equal input gives equal output; where several are
    /// equally large, as in symmetric graphs, the rule depends on how nodes are numbered, and within the space of a repeated eigenvalue the choice
    /// of vectors is arbitrary too. <see cref="RandomSigns"/> draws signs instead, as PyG does. Dense, so for small graphs: the cost is <c>N^3</c>.
    /// </remarks>
    /// <param name="edgeIndex">Edges of an undirected graph, both ways, <c>[2, E]</c> int64; self-loops are left out.</param>
    /// <param name="k">Number of eigenvectors; at least 1. A graph of fewer nodes than k + 1 gets zeros for those it lacks.</param>
    /// <param name="numNodes">Number of nodes, at most 4096; null for the largest id + 1.</param>
    /// <param name="edgeWeight">Weights, <c>[E]</c>, not negative; null for 1.</param>
    /// <returns><c>[N, k]</c>, Float32, by ascending eigenvalue.</returns>
    /// <exception cref="ArgumentException">A shape or element type is not as above, the graph is directed or too large.</exception>
    public static Tensor LaplacianEigenvectors(Tensor edgeIndex, int k, long? numNodes = null, Tensor? edgeWeight = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        var count = EdgeTensors.NumNodes(edgeIndex, numNodes, nameof(LaplacianEigenvectors));
        if (count > MostNodesForEigenvectors)
            throw new ArgumentException(
                $"LaplacianEigenvectors: the graph has {count} nodes but may have at most {MostNodesForEigenvectors}, since the solver is dense. " +
                "Use RandomWalk instead.", nameof(numNodes));
        if (!GraphOps.IsUndirected(edgeIndex, edgeWeight))
            throw new ArgumentException(
                "LaplacianEigenvectors: an edge lacks its reverse of the same weight. Use GraphOps.ToUndirected first.", nameof(edgeIndex));
        var encoding = new float[count * k];
        if (count > 1)
        {
            using var scope = NewDisposeScope();
            var (entries, values) = GraphOps.GetLaplacian(
                edgeIndex, edgeWeight?.detach().to(ScalarType.Float64), LaplacianNormalization.Symmetric, count, ScalarType.Float64);
            var laplacian = DenseMatrix.OfMatrix(MathNetConversion.ToSparseMatrix(entries, values, count));
            var vectors = laplacian.Evd(Symmetricity.Symmetric).EigenVectors;
            for (var j = 0; j < Math.Min(k, count - 1); j++)
            {
                var vector = vectors.Column(j + 1);
                var sign = SignOf(vector);
                for (var i = 0; i < count; i++) encoding[i * k + j] = (float)(sign * vector[i]);
            }
        }
        return HostTensors.Create(encoding, [count, k], edgeIndex.device);
    }

    /// <summary>Flips the sign of each column with probability one half, for training that shall not depend on signs.</summary>
    /// <param name="encoding">Columns, <c>[N, k]</c>.</param>
    /// <param name="generator">Where random numbers come from; null for libtorch's global generator.</param>
    /// <returns><c>[N, k]</c>, owned by the caller.</returns>
    public static Tensor RandomSigns(Tensor encoding, Generator? generator = null)
    {
        ArgumentNullException.ThrowIfNull(encoding);
        using var scope = NewDisposeScope();
        var signs = (rand([1, encoding.size(-1)], generator: generator) < 0.5).to(encoding.dtype).to(encoding.device) * 2 - 1;
        return (encoding * signs).MoveToOuterDisposeScope();
    }

    private static double SignOf(Vector<double> vector)
    {
        var bound = vector.AbsoluteMaximum() * (1 - SignTolerance);
        foreach (var entry in vector)
            if (Math.Abs(entry) >= bound) return entry < 0 ? -1 : 1;
        return 1;
    }
}
