using GraphSeq.Graph.Autograd;
using GraphSeq.Graph.Kernels;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Stages;

/// <summary><c>y = act((M x) W_l^T + b + x W_r^T)</c>, M the sum or mean over neighbours.</summary>
/// <param name="edges">M, of the batch's edges.</param>
/// <param name="weightL">W_l, <c>[out, in]</c>.</param>
/// <param name="weightR">W_r, <c>[out, in]</c>; null leaves its term out.</param>
/// <param name="bias">b, <c>[out]</c>, or null.</param>
/// <param name="relu">Whether negative results become zero.</param>
internal sealed unsafe class SageStage(
    Func<SparseAdjacency, SparseAdjacency> edges, Tensor weightL, Tensor? weightR, Tensor? bias, bool relu = false)
    : ActivatedStage(checked((int)weightL.shape[0]), relu, weightR is null ? [weightL] : [weightL, weightR], bias)
{
    private readonly int _out = checked((int)weightL.shape[0]);
    private readonly bool _hasRoot = weightR is not null;

    public override long SavedSize(SparseAdjacency? adjacency, int rows, int outputRows, ReadOnlySpan<int> inputWidths) => (long)rows * inputWidths[0];

    public override void Forward<T>(in StageCall<T> call)
    {
        using var scratch = new Scratch<T>(call.Saved == null ? (long)call.Rows * call.Width : 0);
        var neighbours = call.Saved == null ? scratch.Pointer : call.Saved;
        SparseProduct.Multiply(edges(call.Edges!), call.Input, neighbours, call.Width, default(SpmmEpilogue<T>));
        var last = new GemmEpilogue<T> { Bias = Bias(call), Relu = Relu && !_hasRoot };
        GemmKernel.MultiplyTransposed(neighbours, call.Parameters[0], call.Output, call.Rows, call.Width, _out, last);
        if (_hasRoot)
            GemmKernel.MultiplyTransposed(
                call.Input, call.Parameters[1], call.Output, call.Rows, call.Width, _out, new GemmEpilogue<T> { Accumulate = true, Relu = Relu });
    }

    public override void Backward<T>(in StageCall<T> call)
    {
        var (rows, width) = (call.Rows, call.Width);
        var gradient = GradBeforeActivation(call, rows);
        if (call.GradParameters[0] != null) GemmKernel.WeightGradient(gradient, call.Saved, call.GradParameters[0], rows, _out, width);
        if (_hasRoot && call.GradParameters[1] != null) GemmKernel.WeightGradient(gradient, call.Input, call.GradParameters[1], rows, _out, width);
        if (call.GradInput == null) return;
        using var ofNeighbours = new Scratch<T>((long)rows * width);
        GemmKernel.Multiply(gradient, call.Parameters[0], ofNeighbours.Pointer, rows, _out, width);
        if (!_hasRoot)
        {
            SparseProduct.MultiplyTransposed(edges(call.Edges!), ofNeighbours.Pointer, call.GradInput, width);
            return;
        }
        using var ofRoot = new Scratch<T>((long)rows * width);
        GemmKernel.Multiply(gradient, call.Parameters[1], ofRoot.Pointer, rows, _out, width);
        SparseProduct.MultiplyTransposed(
            edges(call.Edges!), ofNeighbours.Pointer, call.GradInput, width, new SpmmEpilogue<T> { Residual = ofRoot.Pointer, ResidualScale = T.One });
    }
}
