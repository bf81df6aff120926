using GraphSeq.Datasets;
using GraphSeq.Graph;
using static TorchSharp.torch;

namespace GraphSeq.Training;

/// <summary>Trains a fresh model on each fold of a data set, one fold after another.</summary>
public static class CrossValidation
{
    /// <summary>Runs all folds.</summary>
    /// <param name="trainer">The protocol, the same for every fold.</param>
    /// <param name="dataset">The set.</param>
    /// <param name="folds">One split per fold, each with a test part.</param>
    /// <param name="makeModel">Makes the model of a fold, counted from 0; it is disposed after the fold.</param>
    /// <param name="foldDone">Told after each fold; null for nobody.</param>
    /// <param name="cancellationToken">As for <see cref="Trainer.Fit"/>.</param>
    /// <exception cref="ArgumentException">There are no folds, or one has no test part.</exception>
    public static CrossValidationResult Run(
        Trainer trainer, GraphDataset dataset, IReadOnlyList<Split> folds, Func<int, nn.Module<GraphBatch, Tensor>> makeModel,
        Action<FoldResult>? foldDone = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(folds);
        ArgumentNullException.ThrowIfNull(makeModel);
        if (folds.Count == 0) throw new ArgumentException("CrossValidation: there are no folds.", nameof(folds));
        for (var fold = 0; fold < folds.Count; fold++)
            if (folds[fold].Test.Count == 0) throw new ArgumentException($"CrossValidation: fold {fold + 1} has no test part.", nameof(folds));
        List<FoldResult> results = [];
        for (var fold = 0; fold < folds.Count; fold++)
        {
            using var model = makeModel(fold);
            results.Add(new FoldResult(fold + 1, trainer.Fit(model, dataset, folds[fold], cancellationToken: cancellationToken)));
            foldDone?.Invoke(results[^1]);
        }
        return new CrossValidationResult(results);
    }
}
