using GraphSeq.Datasets;
using GraphSeq.Graph;
using GraphSeq.Models;

namespace GraphSeq.Training;

/// <summary>Gradients of <see cref="Mixup"/> by libtorch's autograd.</summary>
internal sealed class MixupStep(SequenceGraphModel model, Mixup mixup, GraphDataset dataset, DataPart part, TrainerOptions options)
    : StepGradients(dataset, options)
{
    public override double Run(GraphBatch batch, long[]? inBatch, int[] inDataset, OutputCollector collector, StepPhases? phases)
    {
        RequireWidth(model.Options.Outputs);
        var rows = Evaluator.Select(Evaluator.RequireRows(model.Embed(batch), batch, part), inBatch);
        var (outputs, loss) = mixup.Run(rows, Evaluator.Select(batch.Y!, inBatch));
        return GoBack(model, outputs, loss, inDataset, collector, phases);
    }
}
