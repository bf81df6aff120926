using GraphSeq.Datasets;
using static TorchSharp.torch;

namespace GraphSeq.Training;

/// <summary>The loss of each task, as the mean over rows.</summary>
internal static class TaskLoss
{
    /// <param name="task">What the targets are.</param>
    /// <param name="outputs">Outputs, <c>[rows, K]</c>.</param>
    /// <param name="targets">Classes <c>[rows]</c> int64, or values <c>[rows, K]</c>.</param>
    /// <param name="smoothing">Share of a class target spread evenly over all classes.</param>
    public static Tensor Compute(TaskKind task, Tensor outputs, Tensor targets, double smoothing)
    {
        switch (task)
        {
            case TaskKind.Classification:
                return nn.functional.cross_entropy(outputs, targets, label_smoothing: smoothing);
            case TaskKind.MultiLabelClassification:
                var soft = smoothing == 0 ? targets : targets * (1 - smoothing) + smoothing / 2;
                return nn.functional.binary_cross_entropy_with_logits(outputs, soft.to_type(outputs.dtype));
            default:
                return nn.functional.mse_loss(outputs, targets.to_type(outputs.dtype));
        }
    }
}
