using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Normalization;

/// <summary>Batch normalisation over all nodes: <c>x' = (x - mean) / sqrt(var + eps) * weight + bias</c>, column by column.</summary>
/// <remarks><see href="https://arxiv.org/abs/1502.03167">S. Ioffe and C. Szegedy, "Batch Normalization", 2015</see>. PyG's twin is
/// <c>BatchNorm</c>. Graphs make no difference to it: the batch index is not looked at.</remarks>
public sealed class BatchNorm : NormalizationLayer
{
    [ComponentName(Name = "module")] private readonly BatchNorm1d _module;
    private readonly long _inChannels;
    private readonly double _eps;
    private readonly double? _momentum;
    private readonly bool _allowSingleElement;

    /// <summary>Starts from weight 1, bias 0, running mean 0 and running variance 1.</summary>
    /// <param name="inChannels">Features per node, <c>F</c>; at least 1.</param>
    /// <param name="eps">Added to the variance.</param>
    /// <param name="momentum">Share of the new statistics in the running ones; null for the mean over all batches so far.</param>
    /// <param name="affine">False leaves weight and bias out.</param>
    /// <param name="trackRunningStats">False uses the batch's own statistics in evaluation too.</param>
    /// <param name="allowSingleElement">A batch of one node is normalised with the running statistics instead of refused.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="inChannels"/> is below 1.</exception>
    /// <exception cref="ArgumentException">Single elements are allowed without running statistics.</exception>
    public BatchNorm(
        long inChannels, double eps = 1e-5, double? momentum = 0.1, bool affine = true, bool trackRunningStats = true,
        bool allowSingleElement = false)
        : base(nameof(BatchNorm))
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inChannels, 1);
        if (allowSingleElement && !trackRunningStats)
            throw new ArgumentException("BatchNorm: allowSingleElement needs running statistics. Set trackRunningStats.", nameof(allowSingleElement));
        (_inChannels, _eps, _momentum, _allowSingleElement) = (inChannels, eps, momentum, allowSingleElement);
        // Holds parameters and buffers under PyTorch's names; the computation is ours, whose bits do not depend on the number of threads.
        _module = nn.BatchNorm1d(inChannels, eps, momentum ?? 0, affine, trackRunningStats);
        RegisterComponents();
        this.OwnComponents();
    }

    /// <inheritdoc/>
    public override void ResetParameters() => _module.reset_parameters();

    /// <param name="x">Node features, <c>[N, F]</c>.</param>
    /// <param name="index">Not looked at.</param>
    /// <returns><c>[N, F]</c>, owned by the caller. Without nodes it is empty, and the running statistics stay as they are.</returns>
    /// <exception cref="ArgumentException">The shape or element type is not as above, or one node alone has no variance to train with.</exception>
    public override Tensor forward(Tensor x, BatchIndex? index)
    {
        Shapes.RequireNodeFeatures(x, _inChannels, this);
        RequireIndex(x, index);
        using var scope = NewDisposeScope();
        using var single = BatchIndex.SingleGraph((int)x.shape[0]);
        var (runningMean, runningVar) = (_module.running_mean, _module.running_var);
        var tracked = runningMean is not null && runningVar is not null;
        var isSingle = _allowSingleElement && x.shape[0] <= 1;
        if (tracked && (!_module.training || isSingle))
            return Output(runningMean!.unsqueeze(0), runningVar!.unsqueeze(0)).MoveToOuterDisposeScope();
        if (x.shape[0] == 1) FailOnSingleNode(x, "Set allowSingleElement, or evaluate.");
        var (mean, variance) = (Segments.Mean(x, single), Segments.Variance(x, single));
        if (tracked && x.shape[0] > 0) TrackBatch(runningMean!, runningVar!, mean, variance, x.shape[0]);
        return Output(mean, variance).MoveToOuterDisposeScope();

        Tensor Output(Tensor mean, Tensor variance) => Affine(Standardize(x, mean, variance, _eps, single), _module.weight, _module.bias);
    }

    private void TrackBatch(Tensor runningMean, Tensor runningVar, Tensor mean, Tensor variance, long numNodes)
    {
        using var guard = no_grad();
        var batches = _module.num_batches_tracked!;
        batches.add_(1);
        var unbiased = variance.squeeze(0) * (numNodes / (numNodes - 1.0));
        Track(runningMean, runningVar, mean.squeeze(0), unbiased, _momentum ?? 1.0 / batches.item<long>());
    }
}
