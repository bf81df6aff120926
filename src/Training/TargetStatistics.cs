using GraphSeq.Datasets;
using GraphSeq.Graph;

namespace GraphSeq.Training;

/// <summary>Mean and deviation of target values that are not missing.</summary>
internal static class TargetStatistics
{
    /// <summary>The scaler of a part's targets, column by column. A constant column, or one without values, has scale 1.</summary>
    /// <exception cref="ArgumentException">Targets are no values.</exception>
    public static FeatureScaler Fit(GraphDataset dataset, DataPart part)
    {
        var targets = dataset.Targets;
        if (targets.Task != TaskKind.Regression)
            throw new ArgumentException($"StandardizeTargets is for regression, but the task of {dataset.Name} is {targets.Task}.", nameof(dataset));
        var (means, squares, counts, row) = (new double[targets.Width], new double[targets.Width], new long[targets.Width], new float[targets.Width]);
        foreach (var target in part.TargetRows())
        {
            targets.CopyRow(target, row);
            for (var k = 0; k < row.Length; k++)
            {
                if (float.IsNaN(row[k])) continue;                                  // Welford's recurrence
                var delta = row[k] - means[k];
                means[k] += delta / ++counts[k];
                squares[k] += delta * (row[k] - means[k]);
            }
        }
        var scales = new float[targets.Width];
        for (var k = 0; k < scales.Length; k++)
        {
            var deviation = counts[k] == 0 ? 0 : Math.Sqrt(squares[k] / counts[k]);
            scales[k] = deviation > 1e-7 * Math.Abs(means[k]) && (float)deviation > 0 ? (float)deviation : 1;
        }
        return new FeatureScaler(Array.ConvertAll(means, mean => (float)mean), scales, [targets.Width], clip: null);
    }
}
