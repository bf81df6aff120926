using GraphSeq.Graph;

namespace GraphSeq.Datasets;

/// <summary>What a reader hands over to make a <see cref="GraphDataset"/>. Arrays are taken, not copied.</summary>
public sealed record GraphDatasetParts
{
    /// <summary>The set's name.</summary>
    public required string Name { get; init; }

    /// <summary>First node of each graph and, last, the number of nodes: <c>[G + 1]</c>, ascending from 0.</summary>
    public required int[] NodePtr { get; init; }

    /// <summary>The edges of all graphs, block-diagonal, with edges stored in row order (<see cref="SparseAdjacency.EdgeId"/> is empty).</summary>
    public required SparseAdjacency Adjacency { get; init; }

    /// <summary>Dense node features, row-major <c>[N, ...NodeShape]</c>; empty when all features are categorical.</summary>
    public float[] Features { get; init; } = [];

    /// <summary>Shape of one node's dense features: <c>[F]</c>, <c>[T, C]</c>, <c>[C, H, W]</c> or <c>[T, C, H, W]</c>; of graph sequences T is -1 where
    /// they differ in length. Default: none.</summary>
    public long[] NodeShape { get; init; } = [0];

    /// <summary>Categorical columns beside the dense features.</summary>
    public IReadOnlyList<CategoricalColumn> Categories { get; init; } = [];

    /// <summary>Name of each dense feature column; empty when unnamed.</summary>
    public IReadOnlyList<string> FeatureNames { get; init; } = [];

    /// <summary>Edge features, row-major <c>[E, D]</c>, in row order; null when there are none.</summary>
    public float[]? EdgeAttr { get; init; }

    /// <summary>Width of an edge's features, <c>D</c>.</summary>
    public int NumEdgeFeatures { get; init; }

    /// <summary>Name of each edge feature column; empty when unnamed.</summary>
    public IReadOnlyList<string> EdgeFeatureNames { get; init; } = [];

    /// <summary>Positions of the nodes, row-major <c>[N, P]</c>; null when there are none.</summary>
    public float[]? Positions { get; init; }

    /// <summary>Numbers of a position, <c>P</c>.</summary>
    public int NumDimensions { get; init; }

    /// <summary>True length of each node's series, <c>[N]</c>; null when all are full.</summary>
    public long[]? Lengths { get; init; }

    /// <summary>The time axis of a set of graph sequences; null for a set of graphs.</summary>
    public SequenceParts? Sequences { get; init; }

    /// <summary>The targets.</summary>
    public Targets Targets { get; init; } = Targets.None;

    /// <summary>What the reader found and did, in numbers; null for a set that no reader made.</summary>
    public ReadReport? Report { get; init; }

    /// <summary>What the reader found and did: sources, surplus edges dropped and so on.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
