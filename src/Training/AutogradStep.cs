using GraphSeq.Datasets;
using GraphSeq.Graph;
using TorchSharp;
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
        var loss = TaskLoss.Compute(Task, outputs, Evaluator.Select(batch.Y!, inBatch), LabelSmoothing);
        var value = loss.ToDouble();
        collector.Add(inDataset, HostTensors.ToArray<float>(outputs), checked((int)outputs.shape[1]));
        phases?.Lap(StepPhase.Forward);
        model.zero_grad();
        loss.backward();
        phases?.Lap(StepPhase.Backward);
        return value;
    }
}
