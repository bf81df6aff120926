namespace GraphSeq.Graph.Kernels;

/// <summary>Gradients into and out of the backward pass of a <see cref="RecurrentSequence{T}"/>; null where one is not there or not wanted.</summary>
internal unsafe struct RecurrentGradients<T> where T : unmanaged
{
    /// <summary>In: gradient of the output, <c>[N, S, OutputStride]</c>.</summary>
    public T* Output;

    /// <summary>In: gradient of the last state, <c>[N, LastStride]</c>.</summary>
    public T* LastState;

    /// <summary>In: gradient of the last cell, <c>[N, LastStride]</c>.</summary>
    public T* LastCell;

    /// <summary>Out: gradient of the input, <c>[N, S, I]</c>.</summary>
    public T* X;

    /// <summary>Whether <see cref="X"/> is added to (the second of two directions) or overwritten.</summary>
    public bool AddsToX;

    /// <summary>Out: gradient of the input's weight, <c>[gates * H, I]</c>; always wanted.</summary>
    public T* InputWeight;

    /// <summary>Out: gradient of the state's weight, <c>[gates * H, H]</c>; always wanted.</summary>
    public T* RecurrentWeight;

    /// <summary>Out: gradient of the input's bias, <c>[gates * H]</c>.</summary>
    public T* InputBias;

    /// <summary>Out: gradient of the state's bias, <c>[gates * H]</c>.</summary>
    public T* RecurrentBias;

    /// <summary>Out: gradient of the first state, <c>[N, H]</c>.</summary>
    public T* FirstState;

    /// <summary>Out: gradient of the first cell, <c>[N, H]</c>.</summary>
    public T* FirstCell;
}
