using GraphSeq.Datasets;

namespace GraphSeq.Training.Protocol;

/// <summary>Does jobs one after another in this process.</summary>
/// <remarks>Several at once would share libtorch's random state: who wants that takes a process for each.</remarks>
/// <param name="dataset">The set.</param>
public sealed class SequentialFoldRunner(GraphDataset dataset) : IFoldRunner
{
    /// <inheritdoc/>
    public IReadOnlyList<FoldRun> Run(IReadOnlyList<FoldJob> jobs, Action<FoldJob, FoldRun> done, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        ArgumentNullException.ThrowIfNull(done);
        List<FoldRun> runs = [];
        foreach (var job in jobs)
        {
            runs.Add(FoldJobs.Run(dataset, job, cancellationToken));
            done(job, runs[^1]);
        }
        return runs;
    }
}
