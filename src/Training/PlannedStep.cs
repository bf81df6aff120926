using GraphSeq.Datasets;
using GraphSeq.Graph;
using GraphSeq.Graph.Kernels;
using GraphSeq.Models;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GraphSeq.Training;

/// <summary>Gradients by a <see cref="ModelPlan"/>; batches that it does not serve go through autograd.</summary>
internal sealed class PlannedStep(
    SequenceGraphModel model, ModelPlan plan, AutogradStep otherwise, GraphDataset dataset, DataPart part, TrainerOptions options)
    : StepGradients(dataset, options)
{
    private readonly Parameter[] _outsidePlan = [.. model.ParametersBeforePlan()];
    private float[] _gradient = [];

    public override double Run(GraphBatch batch, long[]? inBatch, int[] inDataset, OutputCollector collector, StepPhases? phases)
    {
        if (!ModelPlan.Serves(batch)) return otherwise.Run(batch, inBatch, inDataset, collector, phases);
        var (width, rows) = (plan.OutputWidth, part.HasNodeRows ? batch.NumNodes : batch.NumGraphs);
        RequireWidth(width);
        var outputs = plan.Forward(batch, record: true);
        if (_gradient.Length < outputs.Length) _gradient = new float[outputs.Length];
        var gradient = _gradient.AsSpan(0, outputs.Length);
        var loss = Task == TaskKind.Classification && inBatch is null && batch.Y!.dtype == ScalarType.Int64
            ? CrossEntropy(outputs, batch.Y!, gradient, rows, width)
            : ByAutograd(outputs, batch, inBatch, gradient, rows, width);
        AddOutputs(collector, outputs, inBatch, inDataset, width);
        phases?.Lap(StepPhase.Forward);
        foreach (var parameter in _outsidePlan) parameter.grad = null;
        plan.Backward(gradient, batch);
        phases?.Lap(StepPhase.Backward);
        return loss;
    }

    public override void Dispose() => plan.Dispose();

    private unsafe double CrossEntropy(ReadOnlySpan<float> outputs, Tensor targets, Span<float> gradient, int rows, int width)
    {
        fixed (float* scores = outputs, result = gradient)
            return CrossEntropyKernel.Invoke(scores, (long*)HostTensors.Pointer(targets), result, rows, width, LabelSmoothing);
    }

    private double ByAutograd(ReadOnlySpan<float> outputs, GraphBatch batch, long[]? inBatch, Span<float> gradient, int rows, int width)
    {
        using var scope = NewDisposeScope();
        var leaf = HostTensors.Create(outputs, [rows, width]).requires_grad_(true);
        var loss = TaskLoss.Compute(Task, Evaluator.Select(leaf, inBatch), Evaluator.Select(batch.Y!, inBatch), LabelSmoothing);
        loss.backward();
        HostTensors.View<float>(leaf.grad!.contiguous()).CopyTo(gradient);
        return loss.ToDouble();
    }

    private static void AddOutputs(OutputCollector collector, ReadOnlySpan<float> outputs, long[]? inBatch, int[] inDataset, int width)
    {
        if (inBatch is null)
        {
            collector.Add(inDataset, outputs, width);
            return;
        }
        for (var i = 0; i < inBatch.Length; i++) collector.Add([inDataset[i]], outputs.Slice(checked((int)inBatch[i] * width), width), width);
    }
}
