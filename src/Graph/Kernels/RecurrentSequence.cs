namespace GraphSeq.Graph.Kernels;

/// <summary>One direction of one recurrent layer over many sequences, and the memory both passes use.</summary>
/// <remarks>Weights are PyTorch's: the gates' rows below one another, LSTM i, f, g, o and GRU r, z, n. A sequence that ends before the last step
/// leaves its state alone from then on, and its results there are zero; the reverse direction starts at the sequence's own end.</remarks>
internal unsafe struct RecurrentSequence<T> where T : unmanaged
{
    /// <summary>Number of sequences, N.</summary>
    public int NumSequences;

    /// <summary>Steps of the longest sequence, S.</summary>
    public int NumSteps;

    /// <summary>Values per step on the way in, I.</summary>
    public int InputSize;

    /// <summary>Values of a state, H.</summary>
    public int HiddenSize;

    /// <summary>Length of each sequence, <c>[N]</c>, in <c>[0, S]</c>; null when all have S steps.</summary>
    public int* Lengths;

    /// <summary>Whether steps are taken from a sequence's end to its beginning.</summary>
    public bool Reverse;

    /// <summary>Input, <c>[N, S, I]</c>.</summary>
    public T* X;

    /// <summary>Weight of the input, <c>[gates * H, I]</c>.</summary>
    public T* InputWeight;

    /// <summary>Weight of the state, <c>[gates * H, H]</c>.</summary>
    public T* RecurrentWeight;

    /// <summary>Bias of the input's product, <c>[gates * H]</c>, or null.</summary>
    public T* InputBias;

    /// <summary>Bias of the state's product, <c>[gates * H]</c>, or null.</summary>
    public T* RecurrentBias;

    /// <summary>First state, <c>[N, H]</c>; null stands for zeros.</summary>
    public T* FirstState;

    /// <summary>First cell, <c>[N, H]</c>; null stands for zeros; of an LSTM only.</summary>
    public T* FirstCell;

    /// <summary>States after each step, <c>[N, S, OutputStride]</c>, H values from the pointer on; the backward pass reads them again. Null in a
    /// forward pass of which only the last states are wanted.</summary>
    public T* Output;

    /// <summary>Distance between steps of <see cref="Output"/> and of its gradient: H, or 2 H where two directions lie side by side.</summary>
    public int OutputStride;

    /// <summary>Distance between rows of the last states and cells and of their gradients: H, or 2 H where two directions lie side by side.</summary>
    public int LastStride;

    /// <summary>What the backward pass needs of each step, <c>[N, S, saved * H]</c>; null in a forward pass that has none.</summary>
    public T* Saved;

    /// <summary>Steps of one sequence.</summary>
    public readonly int Length(int sequence) => Lengths == null ? NumSteps : Lengths[sequence];

    /// <summary>Where in time the given step of a sequence is.</summary>
    public readonly int Time(int sequence, int step) => Reverse ? Length(sequence) - 1 - step : step;

    /// <summary>The state after the step at the given time.</summary>
    public readonly T* OutputAt(int sequence, int time) => Output + ((long)sequence * NumSteps + time) * OutputStride;

    /// <summary>The state before a step: the output of the step before it, or the first state, which may be null.</summary>
    public readonly T* StateBefore(int sequence, int step) =>
        step > 0 ? OutputAt(sequence, Time(sequence, step - 1)) : FirstState == null ? null : FirstState + (long)sequence * HiddenSize;
}
