using GraphSeq.Datasets;
using GraphSeq.Graph;
using GraphSeq.Models;
using static TorchSharp.torch;

namespace GraphSeq.Training;

/// <summary>What a run fits on its training part for a <see cref="SequenceGraphModel"/> that is to standardise and has no statistics yet. The model has
/// it at once; disposed before <see cref="Keep"/>, this takes it away again, so that a run that never began leaves nothing of its data behind.</summary>
internal sealed class RunScalers : IDisposable
{
    private readonly SequenceGraphModel? _model;
    private bool _gaveFeatures, _gaveTargets;

    /// <exception cref="ArgumentException">Model and data do not fit together; the model is as before.</exception>
    public RunScalers(nn.Module model, GraphDataset dataset, DataPart part, TrainerOptions options)
    {
        _model = model as SequenceGraphModel;
        if (_model is null) return;
        try
        {
            (_gaveFeatures, _gaveTargets) = (_model.NeedsScaler, _model.NeedsTargetScaler);
            if (_gaveFeatures) _model.Scaler = Fit(_model.Options, dataset, part, options);
            if (_gaveTargets) _model.TargetScaler = TargetStatistics.Fit(dataset, part);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Leaves the statistics with the model.</summary>
    public void Keep() => (_gaveFeatures, _gaveTargets) = (false, false);

    public void Dispose()
    {
        if (_gaveFeatures) _model!.Scaler = null;
        if (_gaveTargets) _model!.TargetScaler = null;
        Keep();
    }

    private static FeatureScaler Fit(SequenceGraphModelOptions model, GraphDataset dataset, DataPart part, TrainerOptions options)
    {
        var statistics = new FeatureStatistics(model.NodeShape);
        foreach (var batch in new GraphLoader(dataset, part.Graphs, new GraphLoaderOptions { BatchSize = options.BatchSize }))
            using (batch)
            {
                using var scope = NewDisposeScope();
                var inBatch = options.SplitUnit == SplitUnit.Node ? part.Rows(batch).InBatch : null;
                if (batch.X is null) throw new ArgumentException($"{dataset.Name} has no node features.", nameof(dataset));
                statistics.Add(Evaluator.Select(batch.X, inBatch), batch.Lengths is null ? null : Evaluator.Select(batch.Lengths, inBatch));
            }
        return statistics.ToScaler(model.FeatureClip);
    }
}
