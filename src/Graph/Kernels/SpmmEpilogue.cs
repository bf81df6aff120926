namespace GraphSeq.Graph.Kernels;

/// <summary>What is done to a row's sum s before it is written: <c>relu(rowScale[r] * s + residualScale * residual[r, :] + bias)</c>,
/// each part only where it is given.</summary>
internal unsafe struct SpmmEpilogue<T> where T : unmanaged
{
    /// <summary>Factor of each row, <c>[numRows]</c> (one over the degree makes a mean), or null.</summary>
    public T* RowScale;

    /// <summary>Rows to add, <c>[numRows, width]</c>, or null.</summary>
    public T* Residual;

    /// <summary>Factor of <see cref="Residual"/>.</summary>
    public T ResidualScale;

    /// <summary>A row to add to every row, <c>[width]</c>, or null.</summary>
    public T* Bias;

    /// <summary>Whether negative results become zero.</summary>
    public bool Relu;
}
