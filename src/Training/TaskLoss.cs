using GraphSeq.Datasets;
using static TorchSharp.torch;

namespace GraphSeq.Training;

/// <summary>The loss of each task, as the mean over rows whose target is not missing; 0 where all are.</summary>
internal static class TaskLoss
{
    /// <param name="task">What the targets are, and whether some may be missing.</param>
    /// <param name="outputs">Outputs, <c>[rows, K]</c>.</param>
    /// <param name="targets">Classes <c>[rows]</c> int64, or values <c>[rows, K]</c>.</param>
    /// <param name="options">Label smoothing, and the loss of values.</param>
    public static Tensor Compute(Targets task, Tensor outputs, Tensor targets, TrainerOptions options) =>
        task.HasMissing
            ? ComputeMasked(task.Task, outputs, targets, options)
            : Compute(task.Task, outputs, targets, options.LabelSmoothing, options.RegressionLoss);

    /// <param name="task">What the targets are.</param>
    /// <param name="outputs">Outputs, <c>[rows, K]</c>.</param>
    /// <param name="targets">Classes <c>[rows]</c> int64, or values <c>[rows, K]</c>; none missing.</param>
    /// <param name="smoothing">Share of a class target spread evenly over all classes.</param>
    /// <param name="regression">The loss of values.</param>
    public static Tensor Compute(TaskKind task, Tensor outputs, Tensor targets, double smoothing, RegressionLoss regression = RegressionLoss.MeanSquaredError)
    {
        switch (task)
        {
            case TaskKind.Classification:
                return nn.functional.cross_entropy(outputs, targets, label_smoothing: smoothing);
            case TaskKind.MultiLabelClassification:
                var soft = smoothing == 0 ? targets : targets * (1 - smoothing) + smoothing / 2;
                return nn.functional.binary_cross_entropy_with_logits(outputs, soft.to_type(outputs.dtype));
            case var _ when regression == RegressionLoss.MeanAbsoluteError:
                return nn.functional.l1_loss(outputs, targets.to_type(outputs.dtype));
            default:
                return nn.functional.mse_loss(outputs, targets.to_type(outputs.dtype));
        }
    }

    private static Tensor ComputeMasked(TaskKind task, Tensor outputs, Tensor targets, TrainerOptions options)
    {
        if (task == TaskKind.Classification)
        {
            var known = targets.ge(0).nonzero().view(-1);
            return known.numel() == 0
                ? outputs.sum() * 0
                : nn.functional.cross_entropy(outputs.index_select(0, known), targets.index_select(0, known), label_smoothing: options.LabelSmoothing);
        }
        var isKnown = targets.isnan().logical_not();
        // What a NaN takes part in has NaN gradients even where it is masked afterwards, so it is replaced first.
        var errors = outputs - where(isKnown, targets.to_type(outputs.dtype), outputs.detach());
        var penalties = options.RegressionLoss == RegressionLoss.MeanAbsoluteError ? errors.abs() : errors * errors;
        return penalties.sum() / isKnown.sum().clamp_min(1);
    }
}
