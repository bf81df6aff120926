using System.Numerics;
using GraphSeq.Graph.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Stages;

/// <summary>A differentiable map from rows to rows on plain memory. An autograd node runs one for a layer called by itself
/// (<see cref="StageOp"/>), a <see cref="StageGraph"/> runs those of a whole model, so that both give the same numbers.</summary>
/// <remarks>Knows parameters and widths, and nothing of a batch: what it computes on comes with each call. Nothing is checked here.</remarks>
internal abstract class Stage(params Tensor?[] parameters)
{
    /// <summary>The parameters, in the order in which a call brings their memory.</summary>
    public Tensor[] Parameters { get; } = [.. parameters.OfType<Tensor>()];

    /// <summary>True when the result has a row per graph, false for a row per input row.</summary>
    public virtual bool GivesGraphs => false;

    /// <summary>True when the backward pass uses the memory of the result's gradient.</summary>
    public virtual bool OverwritesGradient => false;

    /// <summary>True when the backward pass reads the result; then nobody may change it in place.</summary>
    public virtual bool ReadsResult => false;

    /// <summary>Whether the module behind the stage is in training mode, where the stage computes otherwise then. Asked at every forward pass, for both passes.</summary>
    public virtual bool IsTraining => false;

    /// <summary>Whether the parameters are still the module's and lie where and as a kernel reads them: of the element type, contiguous, on the CPU, not replaced since.</summary>
    /// <param name="type">Element type of the rows.</param>
    public virtual bool HasParameters(ScalarType type)
    {
        foreach (var parameter in Parameters)
            if (parameter.IsInvalid || parameter.dtype != type || parameter.device_type != DeviceType.CPU || !parameter.is_contiguous()) return false;
        return true;
    }

    /// <summary>Whether our kernels, and not libtorch, should compute the products with the stage's matrices.</summary>
    /// <param name="rows">Rows of the inputs.</param>
    public bool PrefersKernels(long rows)
    {
        foreach (var parameter in Parameters)
            if (parameter.Dimensions == 2 && !KernelChoice.PrefersNativeProduct(rows, parameter.size(1), parameter.size(0))) return false;
        return true;
    }

    /// <summary>Columns of the result.</summary>
    /// <param name="inputWidths">Columns of each input.</param>
    public abstract int OutputWidth(ReadOnlySpan<int> inputWidths);

    /// <summary>Values that the forward pass leaves for the backward pass beside inputs and result.</summary>
    /// <param name="edges">As in <see cref="StageCall{T}"/>.</param>
    /// <param name="rows">Rows of the inputs.</param>
    /// <param name="outputRows">Rows of the result.</param>
    /// <param name="inputWidths">Columns of each input.</param>
    public virtual long SavedSize(SparseAdjacency? edges, int rows, int outputRows, ReadOnlySpan<int> inputWidths) => 0;

    /// <summary>Writes the result, and what is to be saved.</summary>
    public abstract void Forward<T>(in StageCall<T> call) where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>Writes the gradients that are wanted; each replaces what was there.</summary>
    public abstract void Backward<T>(in StageCall<T> call) where T : unmanaged, IFloatingPointIeee754<T>;
}
