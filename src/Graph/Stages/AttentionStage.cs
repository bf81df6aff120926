using System.Numerics;
using GraphSeq.Graph.Kernels;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Stages;

/// <summary>Graph attention, heads side by side: <c>z = x W^T; y_i = act(b + sum_j softmax_j(leakyRelu(a_s . z_j + a_t . z_i)) z_j)</c> per head.</summary>
/// <param name="edges">The edges to attend to, of the batch's.</param>
/// <param name="heads">Number of heads, H.</param>
/// <param name="negativeSlope">Slope of the leaky ReLU below 0.</param>
/// <param name="weight">W, <c>[H C, in]</c>.</param>
/// <param name="attSource">a_s, <c>[1, H, C]</c>.</param>
/// <param name="attTarget">a_t, <c>[1, H, C]</c>.</param>
/// <param name="bias">b, <c>[H C]</c>, or null.</param>
/// <param name="relu">Whether negative results become zero.</param>
internal sealed unsafe class AttentionStage(
    Func<SparseAdjacency, SparseAdjacency> edges, int heads, double negativeSlope, Tensor weight, Tensor attSource, Tensor attTarget, Tensor? bias,
    bool relu = false) : ActivatedStage(checked((int)weight.shape[0]), relu, [weight, attSource, attTarget], bias)
{
    private readonly int _width = checked((int)weight.shape[0]);
    private readonly int _channels = checked((int)(weight.shape[0] / heads));

    public override long SavedSize(SparseAdjacency? adjacency, int rows, int outputRows, ReadOnlySpan<int> inputWidths) =>
        (long)rows * (_width + 2 * heads) + (long)edges(adjacency!).NumEdges * heads;

    public override void Forward<T>(in StageCall<T> call)
    {
        var attended = edges(call.Edges!);
        var csr = attended.Rows;
        using var scratch = new Scratch<T>(call.Saved == null ? SavedSize(call.Edges, call.Rows, call.Rows, []) : 0);
        var kept = new Kept<T>(call.Saved == null ? scratch.Pointer : call.Saved, call.Rows, _width, heads);
        GemmKernel.MultiplyTransposed(call.Input, call.Parameters[0], kept.Z, call.Rows, call.Width, _width);
        HeadDotKernel.Forward(kept.Z, call.Parameters[1], call.Parameters[2], kept.Source, kept.Target, call.Rows, heads, _channels);
        fixed (int* ptr = csr.RowPtr, col = csr.Column)
            AttentionKernel.Forward(Scores(kept, new CsrView<T>(csr.NumRows, attended.NumSources, ptr, col)), kept.Z, kept.Coefficient, call.Output, _channels);
        BiasKernel.AddTo(call.Output, Bias(call), Relu, call.Rows, _width);
    }

    public override void Backward<T>(in StageCall<T> call)
    {
        var gradient = GradBeforeActivation(call, call.Rows);
        var attended = edges(call.Edges!);
        var (csr, transpose) = (attended.Rows, attended.Transpose());
        var kept = new Kept<T>(call.Saved, call.Rows, _width, heads);
        using var scratch = new Scratch<T>((long)call.Rows * (_width + 2 * heads) + (long)csr.NumEntries * heads);
        var grad = new Kept<T>(scratch.Pointer, call.Rows, _width, heads);
        fixed (int* ptr = csr.RowPtr, col = csr.Column, backPtr = transpose.RowPtr, backCol = transpose.Column, order = transpose.Origin)
            AttentionKernel.Backward(
                Scores(kept, new CsrView<T>(csr.NumRows, transpose.NumRows, ptr, col)),
                new CsrView<T>(transpose.NumRows, csr.NumRows, backPtr, backCol, null, order), kept.Z, kept.Coefficient, gradient, grad.Z, grad.Source, grad.Target, grad.Coefficient, _channels);
        HeadDotKernel.Backward(
            kept.Z, call.Parameters[1], call.Parameters[2], grad.Source, grad.Target, grad.Z, call.GradParameters[1], call.GradParameters[2],
            call.Rows, heads, _channels);
        if (call.GradParameters[0] != null) GemmKernel.WeightGradient(grad.Z, call.Input, call.GradParameters[0], call.Rows, _width, call.Width);
        if (call.GradInput != null) GemmKernel.Multiply(grad.Z, call.Parameters[0], call.GradInput, call.Rows, _width, call.Width);
    }

    private AttentionScores<T> Scores<T>(in Kept<T> kept, CsrView<T> view) where T : unmanaged, INumberBase<T> => new()
    {
        A = view,
        Source = kept.Source,
        Target = kept.Target,
        Heads = heads,
        NegativeSlope = T.CreateTruncating(negativeSlope),
    };

    /// <summary>Where z <c>[N, H C]</c>, both parts of the scores <c>[N, H]</c> and the coefficients <c>[E, H]</c>, or their gradients, lie.</summary>
    private readonly struct Kept<T>(T* start, int rows, int width, int heads) where T : unmanaged
    {
        public readonly T* Z = start;
        public readonly T* Source = start + (long)rows * width;
        public readonly T* Target = start + (long)rows * (width + heads);
        public readonly T* Coefficient = start + (long)rows * (width + 2 * heads);
    }
}
