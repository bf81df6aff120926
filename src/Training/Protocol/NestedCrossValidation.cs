using GraphSeq.Datasets;

namespace GraphSeq.Training.Protocol;

/// <summary>Compares models and baselines on the same folds: settings are chosen by each fold's validation part, then trained anew and tested.</summary>
/// <remarks>The protocol of <see href="https://arxiv.org/abs/1912.09893">Errica, Podda, Bacciu, Micheli, "A Fair Comparison of Graph Neural Networks for
/// Graph Classification", 2020</see>. A run that chooses is not even given the test part.</remarks>
public sealed class NestedCrossValidation
{
    private const int SeedsPerFold = 1000;
    private readonly GraphDataset _dataset;
    private readonly IReadOnlyList<Split> _folds;
    private readonly IReadOnlyList<ProtocolRow> _rows;
    private readonly ProtocolOptions _options;

    /// <summary>A comparison for any number of runs.</summary>
    /// <param name="dataset">The set.</param>
    /// <param name="folds">One split per fold, each with a test part.</param>
    /// <param name="rows">What to compare, each under a name of its own.</param>
    /// <param name="options">Repeats and so on.</param>
    /// <exception cref="ArgumentException">An option is out of range, a fold lacks a part that is needed, or two rows have one name.</exception>
    public NestedCrossValidation(GraphDataset dataset, IReadOnlyList<Split> folds, IReadOnlyList<ProtocolRow> rows, ProtocolOptions options)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(folds);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        (_dataset, _folds, _rows, _options) = (dataset, folds, rows, options);
        if (folds.Count == 0) throw new ArgumentException("NestedCrossValidation: there are no folds.", nameof(folds));
        for (var fold = 0; fold < folds.Count; fold++)
        {
            if (folds[fold].Test.Count == 0) throw new ArgumentException($"NestedCrossValidation: fold {fold + 1} has no test part.", nameof(folds));
            if (folds[fold].Validation.Count == 0 && rows.Any(row => row.Candidates.Count > 1))
                throw new ArgumentException($"NestedCrossValidation: fold {fold + 1} has no validation part to choose by.", nameof(folds));
        }
        if (rows.CountBy(row => row.Name).FirstOrDefault(pair => pair.Value > 1).Key is { } twice)
            throw new ArgumentException($"NestedCrossValidation: two rows are called {twice}.", nameof(rows));
        foreach (var training in rows.SelectMany(row => row.Candidates).Select(candidate => candidate.Training))
            if (options.Refit && (training.Patience is not null || training.KeepBest))
                throw new ArgumentException(
                    "NestedCrossValidation: Refit learns from the validation part, so that Patience and KeepBest have nothing to look at.", nameof(options));
    }

    /// <summary>Number of trainings, baselines included.</summary>
    public int NumJobs => _folds.Count * _rows.Sum(row =>
        row.Baseline is not null ? 1 : _options.Repeats + (row.Candidates.Count > 1 ? row.Candidates.Count : 0));

    /// <summary>Chooses, trains and tests.</summary>
    /// <param name="runner">Does the trainings.</param>
    /// <param name="done">Told after each one; null for nobody.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public ProtocolReport Run(IFoldRunner runner, Action<FoldJob, FoldRun>? done = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(runner);
        Action<FoldJob, FoldRun> told = done ?? ((_, _) => { });
        FoldJob[] choosing = [.. Enumerable.Range(0, _rows.Count).Where(row => _rows[row].Candidates.Count > 1).SelectMany(SelectionJobs)];
        var choosers = choosing.Zip(runner.Run(choosing, told, cancellationToken)).ToArray();
        FoldJob[] final = [.. Enumerable.Range(0, _rows.Count).SelectMany(row => FinalJobs(row, fold => Choose(choosers, row, fold)))];
        var runs = final.Zip(runner.Run(final, told, cancellationToken)).ToArray();
        return ReportWriter.Write(_dataset, _folds, _rows, _options, choosers, runs);
    }

    private static int Choose((FoldJob Job, FoldRun Run)[] choosers, int row, int fold)
    {
        var tried = choosers.Where(pair => pair.Job.Row == row && pair.Job.Fold == fold).ToArray();
        if (tried.Length == 0) return 0;
        // Ties go to the lower loss, then to the setting named first.
        return tried.OrderByDescending(pair => pair.Run.Validation!.MainMetric).ThenBy(pair => pair.Run.Validation!.Loss)
            .ThenBy(pair => pair.Job.CandidateIndex).First().Job.CandidateIndex;
    }

    private IEnumerable<FoldJob> SelectionJobs(int row) =>
        from fold in Enumerable.Range(0, _folds.Count)
        from candidate in Enumerable.Range(0, _rows[row].Candidates.Count)
        select Job(row, fold, repeat: -1, candidate, _folds[fold] with { Test = [] }, refit: false);

    private IEnumerable<FoldJob> FinalJobs(int row, Func<int, int> choose) =>
        from fold in Enumerable.Range(0, _folds.Count)
        let candidate = choose(fold)
        from repeat in Enumerable.Range(0, _rows[row].Baseline is null ? _options.Repeats : 1)
        select Job(row, fold, repeat, candidate, _folds[fold], _options.Refit);

    private FoldJob Job(int row, int fold, int repeat, int candidate, Split split, bool refit)
    {
        var (wanted, seed) = (_rows[row], _options.Seed + (long)fold * SeedsPerFold + (repeat < 0 ? SeedsPerFold - 1 : repeat));
        return new FoldJob(
            row, fold, repeat, candidate, wanted.Baseline is null ? wanted.Candidates[candidate] : null, wanted.Baseline, wanted.Ablation, split, refit, seed);
    }
}
