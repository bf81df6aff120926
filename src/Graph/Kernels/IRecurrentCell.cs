using GraphSeq.Graph.Kernels.Simd;

namespace GraphSeq.Graph.Kernels;

/// <summary>The element by element part of a recurrent cell; a struct type argument.</summary>
internal unsafe interface IRecurrentCell
{
    /// <summary>Gates, the factor of H in the weights' rows.</summary>
    static abstract int Gates { get; }

    /// <summary>Values per hidden unit that a step saves.</summary>
    static abstract int Saved { get; }

    /// <summary>Whether there is a cell beside the state.</summary>
    static abstract bool HasCell { get; }

    /// <summary>Whether the gradient of the state's product differs from that of the input's.</summary>
    static abstract bool HasOwnRecurrentGradient { get; }

    /// <summary>One step of one vector of hidden units.</summary>
    /// <param name="saved">On the way in the input's products, a gate every <paramref name="size"/> values; on the way out what is saved.</param>
    /// <param name="recurrent">The state's products, a gate every <paramref name="size"/> values.</param>
    /// <param name="state">The state, updated.</param>
    /// <param name="cell">The cell, updated, where there is one.</param>
    /// <param name="size">Hidden units.</param>
    static abstract void Forward<TVector, T, TSimd>(T* saved, T* recurrent, T* state, T* cell, int size)
        where TVector : struct where T : unmanaged where TSimd : struct, ISimd<TVector, T>;

    /// <summary>Gradients of one step of one vector of hidden units.</summary>
    /// <param name="saved">What the forward step saved.</param>
    /// <param name="previousState">The state before the step; null for zeros.</param>
    /// <param name="previousCell">The cell before the step; null for zeros.</param>
    /// <param name="gradState">Gradient of the state after the step; becomes that part of the gradient of the state before it that does not go
    /// through the weights.</param>
    /// <param name="gradCell">Gradient of the cell after the step; becomes that of the cell before it.</param>
    /// <param name="gradInput">Gradient of the input's products, a gate every <paramref name="size"/> values.</param>
    /// <param name="gradRecurrent">Gradient of the state's products, where it is another.</param>
    /// <param name="size">Hidden units.</param>
    static abstract void Backward<TVector, T, TSimd>(T* saved, T* previousState, T* previousCell, T* gradState, T* gradCell, T* gradInput,
        T* gradRecurrent, int size)
        where TVector : struct where T : unmanaged where TSimd : struct, ISimd<TVector, T>;
}
