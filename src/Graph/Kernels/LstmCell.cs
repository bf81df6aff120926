using System.Runtime.CompilerServices;
using GraphSeq.Graph.Kernels.Simd;

namespace GraphSeq.Graph.Kernels;

/// <summary>Long short-term memory: <c>c' = f * c + i * g</c>, <c>h' = o * tanh(c')</c>; saves i, f, g, o and c'.</summary>
/// <remarks><see href="https://doi.org/10.1162/neco.1997.9.8.1735">S. Hochreiter and J. Schmidhuber, "Long Short-Term Memory", 1997</see>,
/// with the forget gate of F. Gers et al., 2000.</remarks>
internal readonly unsafe struct LstmCell : IRecurrentCell
{
    public static int Gates => 4;

    public static int Saved => 5;

    public static bool HasCell => true;

    public static bool HasOwnRecurrentGradient => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Forward<TVector, T, TSimd>(T* saved, T* recurrent, T* state, T* cell, int size)
        where TVector : struct where T : unmanaged where TSimd : struct, ISimd<TVector, T>
    {
        var input = Activations.Sigmoid<TVector, T, TSimd>(TSimd.Add(TSimd.Load(saved), TSimd.Load(recurrent)));
        var forget = Activations.Sigmoid<TVector, T, TSimd>(TSimd.Add(TSimd.Load(saved + size), TSimd.Load(recurrent + size)));
        var candidate = Activations.Tanh<TVector, T, TSimd>(TSimd.Add(TSimd.Load(saved + 2 * size), TSimd.Load(recurrent + 2 * size)));
        var output = Activations.Sigmoid<TVector, T, TSimd>(TSimd.Add(TSimd.Load(saved + 3 * size), TSimd.Load(recurrent + 3 * size)));
        var next = TSimd.MultiplyAdd(forget, TSimd.Load(cell), TSimd.Multiply(input, candidate));
        TSimd.Store(input, saved);
        TSimd.Store(forget, saved + size);
        TSimd.Store(candidate, saved + 2 * size);
        TSimd.Store(output, saved + 3 * size);
        TSimd.Store(next, saved + 4 * size);
        TSimd.Store(next, cell);
        TSimd.Store(TSimd.Multiply(output, Activations.Tanh<TVector, T, TSimd>(next)), state);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Backward<TVector, T, TSimd>(T* saved, T* previousState, T* previousCell, T* gradState, T* gradCell, T* gradInput,
        T* gradRecurrent, int size)
        where TVector : struct where T : unmanaged where TSimd : struct, ISimd<TVector, T>
    {
        var (input, forget) = (TSimd.Load(saved), TSimd.Load(saved + size));
        var (candidate, output) = (TSimd.Load(saved + 2 * size), TSimd.Load(saved + 3 * size));
        var tanhCell = Activations.Tanh<TVector, T, TSimd>(TSimd.Load(saved + 4 * size));
        var gradHidden = TSimd.Load(gradState);
        var grad = TSimd.Add(TSimd.Load(gradCell), Activations.TanhGradient<TVector, T, TSimd>(TSimd.Multiply(gradHidden, output), tanhCell));
        var cell = previousCell == null ? TSimd.Zero : TSimd.Load(previousCell);
        TSimd.Store(Activations.SigmoidGradient<TVector, T, TSimd>(TSimd.Multiply(grad, candidate), input), gradInput);
        TSimd.Store(Activations.SigmoidGradient<TVector, T, TSimd>(TSimd.Multiply(grad, cell), forget), gradInput + size);
        TSimd.Store(Activations.TanhGradient<TVector, T, TSimd>(TSimd.Multiply(grad, input), candidate), gradInput + 2 * size);
        TSimd.Store(Activations.SigmoidGradient<TVector, T, TSimd>(TSimd.Multiply(gradHidden, tanhCell), output), gradInput + 3 * size);
        TSimd.Store(TSimd.Multiply(grad, forget), gradCell);
        TSimd.Store(TSimd.Zero, gradState);
    }
}
