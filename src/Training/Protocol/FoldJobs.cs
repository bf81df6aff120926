using System.Diagnostics;
using GraphSeq.Datasets;
using GraphSeq.Models;
using GraphSeq.Training.Baselines;

namespace GraphSeq.Training.Protocol;

/// <summary>Does the work of a <see cref="FoldJob"/>.</summary>
public static class FoldJobs
{
    /// <summary>Trains and evaluates.</summary>
    /// <param name="dataset">The set, as it is; the job's ablation is done here.</param>
    /// <param name="job">The work.</param>
    /// <param name="cancellationToken">As for <see cref="Trainer.Fit"/>.</param>
    /// <exception cref="ArgumentException">Model, data and split do not fit together.</exception>
    public static FoldRun Run(GraphDataset dataset, FoldJob job, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(job);
        var started = Stopwatch.GetTimestamp();
        var data = Ablations.Apply(dataset, job.Ablation, job.Seed);
        var run = job.Baseline is { } kind ? RunBaseline(data, job, kind) : RunModel(data, job, job.Candidate!, cancellationToken);
        return run with { Seconds = Stopwatch.GetElapsedTime(started).TotalSeconds };
    }

    private static FoldRun RunBaseline(GraphDataset dataset, FoldJob job, BaselineKind kind)
    {
        var result = Baseline.Run(kind, dataset, job.Split, job.Refit);
        return new FoldRun { Validation = result.Validation, Test = result.Test, Choice = result.Choice };
    }

    private static FoldRun RunModel(GraphDataset dataset, FoldJob job, Candidate candidate, CancellationToken cancellationToken)
    {
        var split = job.Refit ? new Split([.. job.Split.Train, .. job.Split.Validation], [], job.Split.Test) : job.Split;
        var options = candidate.Training with { Seed = job.Seed };
        using var model = new SequenceGraphModel(candidate.Model, job.Seed);
        var result = new Trainer(options).Fit(model, dataset, split with { Test = [] }, cancellationToken: cancellationToken);
        var evaluating = new EvaluatorOptions { BatchSize = options.BatchSize, Device = options.Device };
        var validation = Outputs(split.Validation);
        var test = Outputs(split.Test);
        return new FoldRun
        {
            Validation = result.Validation,
            Test = test is null ? null : Evaluation.Of(test, dataset.Targets),
            ValidationOutputs = validation,
            TestOutputs = test,
            Parameters = result.Parameters,
        };

        Predictions? Outputs(IReadOnlyList<int> part) =>
            part.Count == 0 ? null : Evaluator.Predict(model, dataset, part, evaluating, cancellationToken);
    }
}
