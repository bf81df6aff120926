namespace GraphSeq.Graph.Kernels;

/// <summary>What attention scores are made of: <c>leakyRelu(Source[col[e], h] + Target[row(e), h] + Edge[e, h])</c>.</summary>
internal unsafe struct AttentionScores<T> where T : unmanaged
{
    /// <summary>The matrix of entries; its weights are not looked at.</summary>
    public CsrView<T> A;

    /// <summary>Part of each source, <c>[numColumns, heads]</c>.</summary>
    public T* Source;

    /// <summary>Part of each target, <c>[numRows, heads]</c>.</summary>
    public T* Target;

    /// <summary>Part of each entry, <c>[numEntries, heads]</c>, or null.</summary>
    public T* Edge;

    /// <summary>Number of heads.</summary>
    public int Heads;

    /// <summary>Slope of the leaky ReLU below zero.</summary>
    public T NegativeSlope;
}
