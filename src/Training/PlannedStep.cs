using GraphSeq.Datasets;
using GraphSeq.Graph;
using GraphSeq.Models;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GraphSeq.Training;

/// <summary>Gradients of the layers and readout by a <see cref="ModelPlan"/>, of encoder, head and loss by autograd: small products that both ways
/// then round alike. Batches that the plan does not serve, and steps of a model that is not as it was when the plan was made, go through autograd as a whole.</summary>
internal sealed class PlannedStep(
    SequenceGraphModel model, ModelPlan plan, Mixup? mixup, StepGradients otherwise, GraphDataset dataset, DataPart part, TrainerOptions options)
    : StepGradients(dataset, options)
{
    private readonly Parameter[] _besidePlan = [.. model.ParametersBesidePlan()];

    public override double Run(GraphBatch batch, long[]? inBatch, int[] inDataset, OutputCollector collector, StepPhases? phases)
    {
        if (!ModelPlan.Serves(batch) || !plan.IsCurrent) return otherwise.Run(batch, inBatch, inDataset, collector, phases);
        var numRows = part.CountRows(batch);
        var rows = HostTensors.Create(plan.Forward(batch, record: true), [numRows, plan.OutputWidth]).requires_grad_(true);
        RequireWidth(model.Options.Outputs);
        var targets = Evaluator.Select(batch.Y!, inBatch);
        var (outputs, loss) = mixup?.Run(Evaluator.Select(rows, inBatch), targets) ?? Plain(rows, inBatch, targets);
        var value = loss.ToDouble();
        collector.Add(inDataset, HostTensors.View<float>(outputs.contiguous()), checked((int)outputs.shape[1]));
        phases?.Lap(StepPhase.Forward);
        foreach (var parameter in _besidePlan) parameter.grad = null;
        loss.backward();
        plan.Backward(HostTensors.View<float>(rows.grad!.contiguous()), batch);
        phases?.Lap(StepPhase.Backward);
        return value;
    }

    private (Tensor Outputs, Tensor Loss) Plain(Tensor rows, long[]? inBatch, Tensor targets)
    {
        var outputs = Evaluator.Select(model.Classify(rows), inBatch);
        return (outputs, Loss(outputs, targets));
    }

    public override void Dispose() => plan.Dispose();
}
