using GraphSeq.Datasets;
using GraphSeq.Graph;
using GraphSeq.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace GraphSeq.Training;

/// <summary>Runs a model over data without learning from it.</summary>
public static class Evaluator
{
    /// <summary>Outputs for graphs, or for their nodes when the model gives a row per node.</summary>
    /// <param name="model">The model; run in evaluation mode and put back into the modes that it and its parts were in.</param>
    /// <param name="dataset">The set.</param>
    /// <param name="ids">Graphs or nodes (<see cref="EvaluatorOptions.SplitUnit"/>); null for all.</param>
    /// <param name="options">Batch size, device and so on; null for the defaults.</param>
    /// <param name="cancellationToken">Checked before each batch.</param>
    /// <returns>Outputs with their rows: graphs in the order given; nodes in the order of their graphs.</returns>
    /// <exception cref="ArgumentException">There is no such graph or node, or the model's outputs are not <c>[rows, K]</c>.</exception>
    /// <exception cref="InvalidOperationException">The device is not here.</exception>
    public static Predictions Predict(
        nn.Module<GraphBatch, Tensor> model, GraphDataset dataset, IReadOnlyList<int>? ids = null, EvaluatorOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(dataset);
        options ??= new EvaluatorOptions();
        var device = ComputeDevice.Parse(options.Device);
        using var threads = ComputeThreads.Claim();
        var part = new DataPart(dataset, ids, options.SplitUnit, LevelOf(model, dataset));
        var collector = new OutputCollector(options.Task ?? dataset.Targets.Task);
        var modes = new ModuleModes(model);
        model.to(device);                                      // parameters that are moved must not become tensors of inference mode
        using var scope = NewDisposeScope();
        using var _ = inference_mode();
        try
        {
            model.eval();
            foreach (var graphs in new GraphLoader(dataset, part.Graphs, new GraphLoaderOptions { BatchSize = options.BatchSize }).Plan(epoch: 0))
            {
                cancellationToken.ThrowIfCancellationRequested();
                using var step = NewDisposeScope();
                using var batch = BatchOn(device, dataset, graphs);
                var (inBatch, inDataset) = part.Rows(batch);
                var outputs = Select(RequireRows(model.call(batch), batch, part), inBatch);
                collector.Add(inDataset, HostTensors.ToArray<float>(outputs), checked((int)outputs.shape[1]));
            }
        }
        finally
        {
            modes.Restore();
        }
        return collector.ToPredictions();
    }

    /// <summary>Outputs against targets.</summary>
    /// <inheritdoc cref="Predict" path="/param|/exception"/>
    /// <returns>Loss and metrics of the task.</returns>
    public static Evaluation Evaluate(
        nn.Module<GraphBatch, Tensor> model, GraphDataset dataset, IReadOnlyList<int>? ids = null, EvaluatorOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        if (dataset.Targets.Task == TaskKind.None) throw new ArgumentException($"{dataset.Name} has no targets to compare with.", nameof(dataset));
        return Evaluation.Of(Predict(model, dataset, ids, options, cancellationToken), dataset.Targets);
    }

    /// <summary>What a row of the model's outputs belongs to.</summary>
    internal static TargetLevel LevelOf(nn.Module model, GraphDataset dataset)
    {
        return model is SequenceGraphModel known ? TargetFit.LevelOf(known.Options) : dataset.Targets.Level;
    }

    internal static GraphBatch BatchOn(Device device, GraphDataset dataset, int[] graphs)
    {
        var batch = dataset.Batch(graphs);
        if (device.type == DeviceType.CPU) return batch;
        using (batch) return batch.To(device);
    }

    internal static Tensor Select(Tensor rows, long[]? wanted) =>
        wanted is null ? rows : rows.index_select(0, HostTensors.Create<long>(wanted, [wanted.Length], rows.device));

    /// <summary>The outputs, once they are known to have as many rows as the batch has graphs, nodes, steps or nodes at steps.</summary>
    internal static Tensor RequireRows(Tensor outputs, GraphBatch batch, DataPart part)
    {
        var rows = part.CountRows(batch);
        if (outputs.dim() == 2 && outputs.shape[0] == rows) return outputs;
        throw new ArgumentException(
            $"The model gives {Shapes.Describe(outputs.shape)} for {batch.NumGraphs} graphs of {batch.NumNodes} nodes but must give [{rows}, K], " +
            $"one row per {DataPart.Word(part.Level)}.");
    }
}
