using GraphSeq.Datasets;
using GraphSeq.Graph;
using GraphSeq.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace GraphSeq.Training;

/// <summary>The first half of a training step: runs the model on a batch and leaves the parameters' gradients in their <c>grad</c>.</summary>
internal abstract class StepGradients(GraphDataset dataset, TrainerOptions options) : IDisposable
{
    /// <summary>By a plan of the whole step where the model has one and the options do not forbid it, else by libtorch's autograd.</summary>
    public static StepGradients Create(nn.Module<GraphBatch, Tensor> model, GraphDataset dataset, DataPart part, TrainerOptions options, Device device)
    {
        var known = model as SequenceGraphModel;
        if (options.Mixup > 0 && known is null) throw new ArgumentException("Mixup needs a SequenceGraphModel, whose head can be run by itself.", nameof(model));
        var mixup = options.Mixup > 0 ? new Mixup(known!, dataset.Targets, options) : null;
        StepGradients byAutograd = mixup is null ? new AutogradStep(model, dataset, part, options) : new MixupStep(known!, mixup, dataset, part, options);
        if (!options.Plan || device.type != DeviceType.CPU || known?.Plan(withHead: false) is not { } plan) return byAutograd;
        return new PlannedStep(known, plan, mixup, byAutograd, dataset, part, options);
    }

    /// <summary>Outputs, loss and gradients of a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="inBatch">Rows of the outputs that count; null for all.</param>
    /// <param name="inDataset">Rows of the data set that they are.</param>
    /// <param name="collector">Gets the outputs.</param>
    /// <param name="phases">Gets times; null for nobody.</param>
    /// <returns>The loss.</returns>
    public abstract double Run(GraphBatch batch, long[]? inBatch, int[] inDataset, OutputCollector collector, StepPhases? phases);

    /// <summary>The last half of <see cref="Run"/> where autograd does it all.</summary>
    /// <param name="model">Gets its gradients.</param>
    /// <param name="outputs">Rows that count, <c>[rows, K]</c>.</param>
    /// <param name="loss">Their loss.</param>
    /// <param name="inDataset">As in <see cref="Run"/>.</param>
    /// <param name="collector">As in <see cref="Run"/>.</param>
    /// <param name="phases">As in <see cref="Run"/>.</param>
    protected static double GoBack(nn.Module model, Tensor outputs, Tensor loss, int[] inDataset, OutputCollector collector, StepPhases? phases)
    {
        var value = loss.ToDouble();
        collector.Add(inDataset, HostTensors.ToArray<float>(outputs), checked((int)outputs.shape[1]));
        phases?.Lap(StepPhase.Forward);
        model.zero_grad();
        loss.backward();
        phases?.Lap(StepPhase.Backward);
        return value;
    }

    protected Tensor Loss(Tensor outputs, Tensor targets) => TaskLoss.Compute(dataset.Targets, outputs, targets, options);

    public virtual void Dispose()
    {
    }

    /// <exception cref="ArgumentException">The model's outputs are not as many as the data set needs.</exception>
    protected void RequireWidth(long width)
    {
        if (width == dataset.NumOutputs) return;
        throw new ArgumentException(
            $"The model gives {width} outputs per row but {dataset.Name} needs {dataset.NumOutputs}. Build it with Outputs = {dataset.NumOutputs}.");
    }
}
