namespace GraphSeq.Graph.Stages;

/// <summary>What a <see cref="Stage"/> computes on: borrowed memory, row-major and contiguous, and the batch it belongs to.</summary>
internal unsafe struct StageCall<T> where T : unmanaged
{
    /// <summary>The edges of the batch, as given; null for stages that look at none.</summary>
    public SparseAdjacency? Edges;

    /// <summary>Offsets of the graphs' nodes, <c>[G + 1]</c>; null for stages that look at none.</summary>
    public int[]? Segments;

    /// <summary>Rows of every input.</summary>
    public int Rows;

    /// <summary><see cref="Stage.IsTraining"/> at the forward pass.</summary>
    public bool Training;

    /// <summary>The inputs, <c>[Rows, Widths[i]]</c> each.</summary>
    public T** Inputs;

    /// <summary>Columns of the inputs.</summary>
    public int* Widths;

    /// <summary>Number of inputs.</summary>
    public int NumInputs;

    /// <summary>The stage's parameters, in its order.</summary>
    public T** Parameters;

    /// <summary>The result.</summary>
    public T* Output;

    /// <summary>What the forward pass leaves for the backward pass, <see cref="Stage.SavedSize"/> values; null where there will be none.</summary>
    public T* Saved;

    /// <summary>Gradient of the result; overwritten by stages that say so.</summary>
    public T* GradOutput;

    /// <summary>Where the inputs' gradients go; null where none is wanted.</summary>
    public T** GradInputs;

    /// <summary>Where the parameters' gradients go; null where none is wanted.</summary>
    public T** GradParameters;

    /// <summary>The first input.</summary>
    public readonly T* Input => Inputs[0];

    /// <summary>Columns of the first input.</summary>
    public readonly int Width => Widths[0];

    /// <summary>Gradient of the first input, or null.</summary>
    public readonly T* GradInput => GradInputs[0];
}
