namespace GraphSeq.Training.Protocol;

/// <summary>Does jobs, here or elsewhere.</summary>
public interface IFoldRunner
{
    /// <summary>Does all jobs.</summary>
    /// <param name="jobs">The work; jobs do not depend on one another.</param>
    /// <param name="done">Told after each one, from one thread at a time.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>What each job gave, in their order.</returns>
    IReadOnlyList<FoldRun> Run(IReadOnlyList<FoldJob> jobs, Action<FoldJob, FoldRun> done, CancellationToken cancellationToken);
}
