namespace GraphSeq.Graph.Convolutions;

/// <summary>Which Laplacian <see cref="ChebConv"/> takes powers of; D holds the sums of the weights that leave a node.</summary>
public enum ChebNormalization
{
    /// <summary><c>L = I - D^-1/2 A D^-1/2</c>.</summary>
    Symmetric,

    /// <summary><c>L = I - D^-1 A</c>.</summary>
    RandomWalk,

    /// <summary><c>L = D - A</c>.</summary>
    None,
}
