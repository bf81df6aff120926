using GraphSeq.Datasets;

namespace GraphSeq.Training.Ensembles;

/// <summary>Several models' answers as one.</summary>
public static class Ensemble
{
    /// <summary>Averages probabilities (or values), row by row.</summary>
    /// <param name="members">Predictions for the same rows in the same order; at least one.</param>
    /// <returns>Predictions whose outputs are log-probabilities, logits of labels, or mean values.</returns>
    /// <exception cref="ArgumentException">There are none, or they are for different rows or tasks.</exception>
    public static Predictions Average(IReadOnlyList<Predictions> members)
    {
        ArgumentNullException.ThrowIfNull(members);
        if (members.Count == 0) throw new ArgumentException("Ensemble: there are no members.", nameof(members));
        var first = members[0];
        foreach (var member in members)
            if (member.Task != first.Task || member.Width != first.Width || !member.Rows.SequenceEqual(first.Rows))
                throw new ArgumentException("Ensemble: members are predictions for different rows, tasks or widths.", nameof(members));
        var sum = new double[first.Outputs.Length];
        foreach (var member in members)
        {
            var values = member.Task == TaskKind.Regression ? Array.ConvertAll(member.Outputs, x => (double)x) : member.ToProbabilities();
            for (var i = 0; i < sum.Length; i++) sum[i] += values[i] / members.Count;
        }
        return first with { Outputs = Array.ConvertAll(sum, mean => (float)ToOutput(first.Task, mean)) };
    }

    private static double ToOutput(TaskKind task, double mean) => task switch
    {
        TaskKind.Classification => Math.Log(Math.Max(mean, double.Epsilon)),
        TaskKind.MultiLabelClassification => Math.Log(Math.Max(mean, double.Epsilon) / Math.Max(1 - mean, double.Epsilon)),
        _ => mean,
    };
}
