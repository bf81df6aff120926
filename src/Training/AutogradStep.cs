using GraphSeq.Datasets;
using GraphSeq.Graph;
using static TorchSharp.torch;

namespace GraphSeq.Training;

/// <summary>Gradients by libtorch's autograd, for any module.</summary>
internal sealed class AutogradStep(nn.Module<GraphBatch, Tensor> model, GraphDataset dataset, DataPart part, TrainerOptions options)
    : StepGradients(dataset, options)
{
    public override double Run(GraphBatch batch, long[]? inBatch, int[] inDataset, OutputCollector collector, StepPhases? phases)
    {
        var outputs = Evaluator.Select(Evaluator.RequireRows(model.call(batch), batch, part), inBatch);
        RequireWidth(outputs.shape[1]);
        var loss = Loss(outputs, Evaluator.Select(batch.Y!, inBatch));
        return GoBack(model, outputs, loss, inDataset, collector, phases);
    }
}
