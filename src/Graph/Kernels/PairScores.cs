namespace GraphSeq.Graph.Kernels;

/// <summary>What a score of both ends of an edge is made of: <c>sum over c of Attention[h, c] * leakyRelu(Target[row(e), h, c] + Source[col[e], h, c]
/// + Edge[e, h, c])</c>.</summary>
internal unsafe struct PairScores<T> where T : unmanaged
{
    /// <summary>The matrix of entries; its weights are not looked at.</summary>
    public CsrView<T> A;

    /// <summary>Rows of the targets, <c>[numRows, heads, channels]</c>.</summary>
    public T* Target;

    /// <summary>Rows of the sources, <c>[numColumns, heads, channels]</c>.</summary>
    public T* Source;

    /// <summary>Rows of the entries, <c>[numEntries, heads, channels]</c>, or null.</summary>
    public T* Edge;

    /// <summary>Weights of the channels, <c>[heads, channels]</c>.</summary>
    public T* Attention;

    /// <summary>Number of heads.</summary>
    public int Heads;

    /// <summary>Values per head.</summary>
    public int Channels;

    /// <summary>Slope of the leaky ReLU below zero.</summary>
    public T NegativeSlope;

    /// <summary>Values of a row, all heads.</summary>
    public readonly int Width => Heads * Channels;

    /// <summary>Elementary operations of a pass over all entries.</summary>
    public readonly long Work => ((long)A.NumEntries + A.NumRows) * Width;

    /// <summary>The same scores, their pointers at the first channel of a head.</summary>
    public readonly PairScores<T> At(int head)
    {
        var (result, offset) = (this, head * Channels);
        result.Target += offset;
        result.Source += offset;
        result.Attention += offset;
        if (Edge != null) result.Edge += offset;
        return result;
    }
}
