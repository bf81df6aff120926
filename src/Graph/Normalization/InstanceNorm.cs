using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Normalization;

/// <summary>Normalisation of each graph by itself, column by column: <c>x' = (x - mean) / sqrt(var + eps) * weight + bias</c>.</summary>
/// <remarks><see href="https://arxiv.org/abs/1607.08022">D. Ulyanov et al., "Instance Normalization", 2016</see>. PyG's twin is
/// <c>InstanceNorm</c>. As there, a lone node is refused when no batch is given and becomes the bias when one is, and running statistics
/// are the mean over the batch's graphs.</remarks>
public sealed class InstanceNorm : NormalizationLayer
{
    [ComponentName(Name = "weight")] private readonly Parameter? _weight;
    [ComponentName(Name = "bias")] private readonly Parameter? _bias;
    [ComponentName(Name = "running_mean")] private readonly Tensor? _runningMean;
    [ComponentName(Name = "running_var")] private readonly Tensor? _runningVar;
    [ComponentName(Name = "num_batches_tracked")] private readonly Tensor? _numBatchesTracked;
    private readonly long _inChannels;
    private readonly double _eps;
    private readonly double _momentum;

    /// <summary>Starts from weight 1, bias 0, running mean 0 and running variance 1.</summary>
    /// <param name="inChannels">Features per node, <c>F</c>; at least 1.</param>
    /// <param name="eps">Added to the variance.</param>
    /// <param name="momentum">Share of the new statistics in the running ones.</param>
    /// <param name="affine">True adds weight and bias.</param>
    /// <param name="trackRunningStats">True normalises with running statistics in evaluation.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="inChannels"/> is below 1.</exception>
    public InstanceNorm(long inChannels, double eps = 1e-5, double momentum = 0.1, bool affine = false, bool trackRunningStats = false)
        : base(nameof(InstanceNorm))
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inChannels, 1);
        (_inChannels, _eps, _momentum) = (inChannels, eps, momentum);
        if (affine) (_weight, _bias) = (nn.Parameter(ones(inChannels)), nn.Parameter(zeros(inChannels)));
        if (trackRunningStats)
            (_runningMean, _runningVar, _numBatchesTracked) = (zeros(inChannels), ones(inChannels), zeros([], ScalarType.Int64));
        RegisterComponents();
        this.OwnComponents();
    }

    /// <inheritdoc/>
    public override void ResetParameters()
    {
        Initialization.Fill(_weight, 1);
        Initialization.Zeros(_bias);
        Initialization.Zeros(_runningMean);
        Initialization.Fill(_runningVar, 1);
        Initialization.Zeros(_numBatchesTracked);
    }

    /// <param name="x">Node features, <c>[N, F]</c>.</param>
    /// <param name="index">The graph of each node; null for one graph.</param>
    /// <returns><c>[N, F]</c>, owned by the caller.</returns>
    /// <exception cref="ArgumentException">The shape or element type is not as above, or no batch is given and there is only one node.</exception>
    public override Tensor forward(Tensor x, BatchIndex? index)
    {
        Shapes.RequireNodeFeatures(x, _inChannels, this);
        RequireIndex(x, index);
        using var scope = NewDisposeScope();
        using var single = index is null ? BatchIndex.SingleGraph((int)x.shape[0]) : null;
        var graphs = index ?? single!;
        if (!training && _runningMean is not null && _runningVar is not null)
            return Output(_runningMean.expand(graphs.NumGraphs, -1), _runningVar.expand(graphs.NumGraphs, -1)).MoveToOuterDisposeScope();
        if (index is null && x.shape[0] == 1) FailOnSingleNode(x, "Pass the batch index if graphs of one node are meant.");
        var (mean, variance) = (Segments.Mean(x, graphs), Segments.Variance(x, graphs));
        if (training && _runningMean is not null && _runningVar is not null)
            Track(_runningMean, _runningVar, mean.detach().mean([0]), Unbiased(variance.detach(), graphs).mean([0]), _momentum);
        return Output(mean, variance).MoveToOuterDisposeScope();

        Tensor Output(Tensor mean, Tensor variance) => Affine(Standardize(x, mean, variance, _eps, graphs), _weight, _bias);
    }

    private static Tensor Unbiased(Tensor variance, BatchIndex index)
    {
        var factor = new double[index.NumGraphs];
        for (var g = 0; g < factor.Length; g++)
        {
            var count = Math.Max(index.Ptr[g + 1] - index.Ptr[g], 1);
            factor[g] = (double)count / Math.Max(count - 1, 1);
        }
        return variance * HostTensors.Create(factor, [factor.Length, 1], variance.device).to(variance.dtype);
    }
}
