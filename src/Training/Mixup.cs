using GraphSeq.Datasets;
using GraphSeq.Models;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Random;
using static TorchSharp.torch;

namespace GraphSeq.Training;

/// <summary>Manifold mixup: <c>h_i' = s h_i + (1 - s) h_p(i)</c> before the head, and the losses of both targets mixed alike.</summary>
/// <remarks>The larger of <c>s</c> and <c>1 - s</c> goes to the row itself, so that the outputs seen while learning are mostly the row's own; as
/// every permutation is as likely as its inverse, the steps are drawn from the same distribution.</remarks>
internal sealed class Mixup(SequenceGraphModel model, Targets task, TrainerOptions options)
{
    /// <summary>Outputs of the head for mixed rows, and their loss.</summary>
    /// <param name="rows">What the head would see, <c>[rows, R]</c>.</param>
    /// <param name="targets">Their targets.</param>
    public (Tensor Outputs, Tensor Loss) Run(Tensor rows, Tensor targets)
    {
        var source = new Xoshiro256StarStar((int)randint(0, int.MaxValue, 1).item<long>());     // libtorch's generator is seeded for each step
        var share = Beta.Sample(source, options.Mixup, options.Mixup);
        share = Math.Max(share, 1 - share);
        var partner = randperm(rows.shape[0], device: rows.device);
        var outputs = model.Classify(rows * share + rows.index_select(0, partner) * (1 - share));
        var loss = TaskLoss.Compute(task, outputs, targets, options) * share
            + TaskLoss.Compute(task, outputs, targets.index_select(0, partner), options) * (1 - share);
        return (outputs, loss);
    }
}
