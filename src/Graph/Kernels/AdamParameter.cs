namespace GraphSeq.Graph.Kernels;

/// <summary>One parameter of a model with its gradient and Adam's two running means, all of <c>Count</c> contiguous values.</summary>
internal unsafe struct AdamParameter<T> where T : unmanaged
{
    /// <summary>The values that are trained.</summary>
    public T* Value;

    /// <summary>Their gradient.</summary>
    public T* Gradient;

    /// <summary>Running mean of the gradient.</summary>
    public T* Mean;

    /// <summary>Running mean of the gradient's square.</summary>
    public T* MeanSquare;

    /// <summary>Number of values.</summary>
    public long Count;
}
