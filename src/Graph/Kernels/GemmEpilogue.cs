namespace GraphSeq.Graph.Kernels;

/// <summary>What goes with a dense product P: <c>C = relu(P + bias)</c>, or <c>C = relu(C + P + bias)</c> when accumulating; each part only
/// where it is given.</summary>
internal unsafe struct GemmEpilogue<T> where T : unmanaged
{
    /// <summary>A row to add to every row, <c>[columns]</c>, or null.</summary>
    public T* Bias;

    /// <summary>Whether negative results become zero.</summary>
    public bool Relu;

    /// <summary>Whether the old values of C are added to.</summary>
    public bool Accumulate;
}
