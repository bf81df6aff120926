using System.Numerics;
using GraphSeq.Graph.Kernels;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Stages;

/// <summary>Batch normalisation over rows, <c>y = act((x - mean) / sqrt(var + eps) * weight + bias)</c>, with PyTorch's module for its parameters and
/// running statistics. Whether the batch's or the running statistics normalise goes by the module's own mode.</summary>
internal sealed unsafe class BatchNormStage : Stage
{
    private const int Weight = 0, Bias = 1, RunningMean = 2, RunningVar = 3;
    private readonly BatchNorm1d _module;
    private readonly int _width;
    private readonly bool _relu;

    private BatchNormStage(BatchNorm1d module, bool relu) : base(module.weight, module.bias, module.running_mean, module.running_var) =>
        (_module, _width, _relu) = (module, checked((int)module.weight!.shape[0]), relu);

    /// <summary>The stage of a module; null for one without weight, running statistics or momentum.</summary>
    /// <param name="module">What holds the parameters.</param>
    /// <param name="relu">Whether negative results become zero.</param>
    public static BatchNormStage? Of(BatchNorm1d module, bool relu) =>
        module is { weight: not null, bias: not null, running_mean: not null, running_var: not null, num_batches_tracked: not null, momentum: not null }
            ? new BatchNormStage(module, relu)
            : null;

    public override bool IsTraining => _module.training;

    public override bool HasParameters(ScalarType type) =>
        ReferenceEquals(_module.running_mean, Parameters[RunningMean]) && ReferenceEquals(_module.running_var, Parameters[RunningVar]) &&
        base.HasParameters(type);

    public override bool ReadsResult => _relu;

    public override int OutputWidth(ReadOnlySpan<int> inputWidths) => _width;

    /// <summary>Mean, <c>1 / sqrt(var + eps)</c> and that times the weight.</summary>
    public override long SavedSize(SparseAdjacency? edges, int rows, int outputRows, ReadOnlySpan<int> inputWidths) => 3L * _width;

    public override void Forward<T>(in StageCall<T> call)
    {
        if (call.Training && call.Rows == 1)
            throw new ArgumentException("BatchNorm1d: a batch of one node has no variance to train with. Use larger batches, or another norm.");
        using var scratch = new Scratch<T>(3L * _width);
        var saved = call.Saved == null ? scratch.Pointer : call.Saved;
        T* mean = saved, inverse = saved + _width, scale = saved + 2 * _width;
        if (call.Rows == 0) return;
        if (call.Training)
        {
            BatchNormKernel.Moments(call.Input, mean, inverse, call.Rows, _width);
            Track(call, mean, inverse);
        }
        else
        {
            new Span<T>(call.Parameters[RunningMean], _width).CopyTo(new Span<T>(mean, _width));
            new Span<T>(call.Parameters[RunningVar], _width).CopyTo(new Span<T>(inverse, _width));
        }
        var eps = T.CreateTruncating(_module.eps);
        for (var f = 0; f < _width; f++)
        {
            inverse[f] = T.One / T.Sqrt(inverse[f] + eps);
            scale[f] = inverse[f] * call.Parameters[Weight][f];
        }
        BatchNormKernel.Normalize(call.Input, mean, scale, call.Parameters[Bias], _relu, call.Output, call.Rows, _width);
    }

    public override void Backward<T>(in StageCall<T> call)
    {
        T* mean = call.Saved, inverse = call.Saved + _width, scale = call.Saved + 2 * _width, gradWeight = call.GradParameters[Weight];
        using var scratch = new Scratch<T>(2L * _width);
        T* constant = scratch.Pointer, slope = scratch.Pointer + _width, y = _relu ? call.Output : null;
        new Span<T>(constant, 2 * _width).Clear();
        if (call.Rows > 0) BatchNormKernel.GradientAverages(call.GradOutput, call.Input, y, mean, constant, slope, call.Rows, _width);
        var count = T.CreateTruncating(call.Rows);
        for (var f = 0; f < _width; f++)
        {
            if (call.GradParameters[Bias] != null) call.GradParameters[Bias][f] = constant[f] * count;
            if (gradWeight != null) gradWeight[f] = slope[f] * inverse[f] * count;
            slope[f] *= inverse[f] * inverse[f];
        }
        if (call.GradInput == null) return;
        if (!call.Training) new Span<T>(constant, 2 * _width).Clear();      // running statistics do not depend on the rows
        BatchNormKernel.GradientOfRows(call.GradOutput, call.Input, y, mean, constant, slope, scale, call.GradInput, call.Rows, _width);
    }

    /// <summary>Moves the running statistics towards the batch's, the variance being the unbiased one there.</summary>
    private void Track<T>(in StageCall<T> call, T* mean, T* variance) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var momentum = T.CreateTruncating(_module.momentum!.Value);
        var unbiased = T.CreateTruncating(call.Rows / (call.Rows - 1.0));
        T* runningMean = call.Parameters[RunningMean], runningVar = call.Parameters[RunningVar];
        for (var f = 0; f < _width; f++)
        {
            runningMean[f] = momentum * mean[f] + (T.One - momentum) * runningMean[f];
            runningVar[f] = momentum * (variance[f] * unbiased) + (T.One - momentum) * runningVar[f];
        }
        (*(long*)HostTensors.Pointer(_module.num_batches_tracked!))++;
    }
}
