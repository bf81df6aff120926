using GraphSeq.Datasets;
using GraphSeq.Graph;
using GraphSeq.Models;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Random;
using static TorchSharp.torch;

namespace GraphSeq.Training;

/// <summary>Gradients of manifold mixup: <c>h_i' = s h_i + (1 - s) h_p(i)</c> before the head, and the losses of both targets mixed alike.</summary>
/// <remarks>The larger of <c>s</c> and <c>1 - s</c> goes to the row itself, so that the outputs seen while learning are mostly the row's own; as
/// every permutation is as likely as its inverse, the steps are drawn from the same distribution.</remarks>
internal sealed class MixupStep(SequenceGraphModel model, GraphDataset dataset, DataPart part, TrainerOptions options) : StepGradients(dataset, options)
{
    private readonly double _concentration = options.Mixup;

    public override double Run(GraphBatch batch, long[]? inBatch, int[] inDataset, OutputCollector collector, StepPhases? phases)
    {
        var rows = Evaluator.Select(Evaluator.RequireRows(model.Embed(batch), batch, part), inBatch);
        var targets = Evaluator.Select(batch.Y!, inBatch);
        var source = new Xoshiro256StarStar((int)randint(0, int.MaxValue, 1).item<long>());     // libtorch's generator is seeded for each step
        var share = Beta.Sample(source, _concentration, _concentration);
        share = Math.Max(share, 1 - share);
        var partner = randperm(rows.shape[0], device: rows.device);
        var outputs = model.Classify(rows * share + rows.index_select(0, partner) * (1 - share));
        RequireWidth(outputs.shape[1]);
        var loss = TaskLoss.Compute(Task, outputs, targets, LabelSmoothing) * share
            + TaskLoss.Compute(Task, outputs, targets.index_select(0, partner), LabelSmoothing) * (1 - share);
        return GoBack(model, outputs, loss, inDataset, collector, phases);
    }
}
