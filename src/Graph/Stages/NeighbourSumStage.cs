using System.Numerics;
using GraphSeq.Graph.Autograd;
using GraphSeq.Graph.Kernels;

namespace GraphSeq.Graph.Stages;

/// <summary><c>y_i = s x_i + sum_j x_j</c> over the neighbours j, s read when the stage runs.</summary>
/// <param name="edges">Where messages run, of the batch's edges.</param>
/// <param name="ownScale">Gives s.</param>
internal sealed unsafe class NeighbourSumStage(Func<SparseAdjacency, SparseAdjacency> edges, Func<double> ownScale) : Stage
{
    public override int OutputWidth(ReadOnlySpan<int> inputWidths) => inputWidths[0];

    public override void Forward<T>(in StageCall<T> call) =>
        SparseProduct.Multiply(edges(call.Edges!), call.Input, call.Output, call.Width, Own(call.Input));

    public override void Backward<T>(in StageCall<T> call)
    {
        if (call.GradInput != null)
            SparseProduct.MultiplyTransposed(edges(call.Edges!), call.GradOutput, call.GradInput, call.Width, Own(call.GradOutput));
    }

    private SpmmEpilogue<T> Own<T>(T* x) where T : unmanaged, INumberBase<T> =>
        new() { Residual = x, ResidualScale = T.CreateTruncating(ownScale()) };
}
