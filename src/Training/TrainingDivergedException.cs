namespace GraphSeq.Training;

/// <summary>The loss of a step was not a finite number; the weights are those before the step.</summary>
public sealed class TrainingDivergedException : InvalidOperationException
{
    internal TrainingDivergedException(double loss, int epoch, long step, IReadOnlyList<int> graphIds, string advice)
        : base(FormattableString.Invariant($"Step {step} (epoch {epoch}): the loss is {loss}. {advice} Graphs of the batch: {Shorten(graphIds)}."))
    {
        (Epoch, Step, GraphIds) = (epoch, step, graphIds);
    }

    /// <summary>The epoch, counted from 1.</summary>
    public int Epoch { get; }

    /// <summary>The step, counted from 1 over the whole run.</summary>
    public long Step { get; }

    /// <summary>Graphs of the step's batch, as in the data set.</summary>
    public IReadOnlyList<int> GraphIds { get; }

    private static string Shorten(IReadOnlyList<int> ids) =>
        ids.Count <= 64 ? string.Join(", ", ids) : $"{string.Join(", ", ids.Take(64))} and {ids.Count - 64} more";
}
