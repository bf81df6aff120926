using System.Runtime.CompilerServices;
using GraphSeq.Graph.Kernels.Simd;

namespace GraphSeq.Graph.Kernels;

/// <summary>Gated recurrent unit as PyTorch has it: <c>n = tanh(x_n + r * q)</c> with q the state's product of the third gate, bias included,
/// and <c>h' = (1 - z) * n + z * h</c>; saves r, z, n and q.</summary>
/// <remarks><see href="https://arxiv.org/abs/1406.1078">K. Cho et al., "Learning Phrase Representations using RNN Encoder-Decoder",
/// 2014</see>; there the reset gate acts before the product, here after it.</remarks>
internal readonly unsafe struct GruCell : IRecurrentCell
{
    public static int Gates => 3;

    public static int Saved => 4;

    public static bool HasCell => false;

    public static bool HasOwnRecurrentGradient => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Forward<TVector, T, TSimd>(T* saved, T* recurrent, T* state, T* cell, int size)
        where TVector : struct where T : unmanaged where TSimd : struct, ISimd<TVector, T>
    {
        var reset = Activations.Sigmoid<TVector, T, TSimd>(TSimd.Add(TSimd.Load(saved), TSimd.Load(recurrent)));
        var update = Activations.Sigmoid<TVector, T, TSimd>(TSimd.Add(TSimd.Load(saved + size), TSimd.Load(recurrent + size)));
        var product = TSimd.Load(recurrent + 2 * size);
        var candidate = Activations.Tanh<TVector, T, TSimd>(TSimd.MultiplyAdd(reset, product, TSimd.Load(saved + 2 * size)));
        TSimd.Store(reset, saved);
        TSimd.Store(update, saved + size);
        TSimd.Store(candidate, saved + 2 * size);
        TSimd.Store(product, saved + 3 * size);
        TSimd.Store(TSimd.MultiplyAdd(update, TSimd.Subtract(TSimd.Load(state), candidate), candidate), state);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Backward<TVector, T, TSimd>(T* saved, T* previousState, T* previousCell, T* gradState, T* gradCell, T* gradInput,
        T* gradRecurrent, int size)
        where TVector : struct where T : unmanaged where TSimd : struct, ISimd<TVector, T>
    {
        var (reset, update) = (TSimd.Load(saved), TSimd.Load(saved + size));
        var (candidate, product) = (TSimd.Load(saved + 2 * size), TSimd.Load(saved + 3 * size));
        var state = previousState == null ? TSimd.Zero : TSimd.Load(previousState);
        var grad = TSimd.Load(gradState);
        var gradUpdate = Activations.SigmoidGradient<TVector, T, TSimd>(TSimd.Multiply(grad, TSimd.Subtract(state, candidate)), update);
        var gradCandidate = Activations.TanhGradient<TVector, T, TSimd>(TSimd.Multiply(grad, TSimd.Subtract(TSimd.One, update)), candidate);
        var gradReset = Activations.SigmoidGradient<TVector, T, TSimd>(TSimd.Multiply(gradCandidate, product), reset);
        TSimd.Store(gradReset, gradInput);
        TSimd.Store(gradUpdate, gradInput + size);
        TSimd.Store(gradCandidate, gradInput + 2 * size);
        TSimd.Store(gradReset, gradRecurrent);
        TSimd.Store(gradUpdate, gradRecurrent + size);
        TSimd.Store(TSimd.Multiply(gradCandidate, reset), gradRecurrent + 2 * size);
        TSimd.Store(TSimd.Multiply(grad, update), gradState);
    }
}
