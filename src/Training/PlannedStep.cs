using GraphSeq.Datasets;
using GraphSeq.Graph;
using GraphSeq.Models;
using TorchSharp;
using TorchSharp.Modules;

namespace GraphSeq.Training;

/// <summary>Gradients of the layers and readout by a <see cref="ModelPlan"/>, of encoder, head and loss by autograd: small products that both ways
/// then round alike. Batches that the plan does not serve go through autograd as a whole.</summary>
internal sealed class PlannedStep(
    SequenceGraphModel model, ModelPlan plan, AutogradStep otherwise, GraphDataset dataset, DataPart part, TrainerOptions options)
    : StepGradients(dataset, options)
{
    private readonly Parameter[] _besidePlan = [.. model.ParametersBesidePlan()];

    public override double Run(GraphBatch batch, long[]? inBatch, int[] inDataset, OutputCollector collector, StepPhases? phases)
    {
        if (!ModelPlan.Serves(batch)) return otherwise.Run(batch, inBatch, inDataset, collector, phases);
        var numRows = part.HasNodeRows ? batch.NumNodes : batch.NumGraphs;
        var rows = HostTensors.Create(plan.Forward(batch, record: true), [numRows, plan.OutputWidth]).requires_grad_(true);
        var outputs = Evaluator.Select(model.Classify(rows), inBatch);
        RequireWidth(outputs.shape[1]);
        var loss = TaskLoss.Compute(Task, outputs, Evaluator.Select(batch.Y!, inBatch), LabelSmoothing);
        var value = loss.ToDouble();
        collector.Add(inDataset, HostTensors.View<float>(outputs.contiguous()), checked((int)outputs.shape[1]));
        phases?.Lap(StepPhase.Forward);
        foreach (var parameter in _besidePlan) parameter.grad = null;
        loss.backward();
        plan.Backward(HostTensors.View<float>(rows.grad!.contiguous()), batch);
        phases?.Lap(StepPhase.Backward);
        return value;
    }

    public override void Dispose() => plan.Dispose();
}
