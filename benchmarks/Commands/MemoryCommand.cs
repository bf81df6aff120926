using System.CommandLine;
using GraphSeq.Benchmarks.Machine;
using GraphSeq.Benchmarks.Models;
using GraphSeq.Benchmarks.Output;
using GraphSeq.Datasets;
using GraphSeq.Models;
using GraphSeq.Training;

namespace GraphSeq.Benchmarks.Commands;

/// <summary><c>memory</c>: resident memory of the process over real training steps; a leak of native tensors would make it climb.</summary>
internal static class MemoryCommand
{
    private const int SampleEvery = 100, WarmSteps = 500;

    public static Command Create()
    {
        var (model, batchSize, data, dataset, threads) = (
            CommonOptions.Model(), CommonOptions.BatchSize(32), CommonOptions.Data(), CommonOptions.Dataset(), CommonOptions.Threads());
        var steps = new Option<int>("--steps") { Description = "Training steps, more than 500.", DefaultValueFactory = _ => 20_000 };
        var command = new Command("memory", "Trains and prints resident memory as one JSON line.") { steps, model, batchSize, data, dataset, threads };
        command.SetAction(parsed => SettledRuntime.Memory.Run(() =>
        {
            CommonOptions.UseThreads(parsed.GetValue(threads));
            Run(
                parsed.GetValue(steps), CommonOptions.Load(parsed.GetRequiredValue(dataset), parsed.GetValue(data)), parsed.GetRequiredValue(model),
                parsed.GetValue(batchSize), parsed.GetValue(threads));
        }));
        return command;
    }

    private static void Run(int steps, GraphDataset dataset, string name, int batchSize, int threads)
    {
        if (steps <= WarmSteps) throw new ArgumentException($"--steps is {steps} but must be above {WarmSteps}, where the memory is first read.");
        using var model = new SequenceGraphModel(TableModels.Create(name, dataset.NodeShape.ToArray(), dataset.NumOutputs));
        var split = new Split([.. Enumerable.Range(0, dataset.NumGraphs)], [], []);
        var trainer = new Trainer(new TrainerOptions { Epochs = steps, BatchSize = batchSize });
        using var enough = new CancellationTokenSource();
        var sampler = new Sampler(steps, enough);
        try
        {
            trainer.Fit(model, dataset, split, sampler, enough.Token);
        }
        catch (OperationCanceledException) when (enough.IsCancellationRequested)
        {
            // The steps asked for are done; an epoch's end rarely falls on them.
        }

        JsonLine.Print(new
        {
            resident_mb_after_500 = sampler.Curve[WarmSteps / SampleEvery - 1],
            resident_mb_last = sampler.Curve[^1],
            curve = sampler.Curve,
            curve_every_steps = SampleEvery,
            dataset = dataset.Name,
            model = name,
            batch_size = batchSize,
            steps,
            threads,
            runtime = SettledRuntime.Memory.Values,
        });
    }

    private sealed class Sampler(int steps, CancellationTokenSource enough) : IProgress<TrainingProgress>
    {
        private int _done;

        /// <summary>Megabytes after every hundredth step.</summary>
        public List<double> Curve { get; } = [];

        public void Report(TrainingProgress value)
        {
            if (value.Completed is not null) return;                            // told of the same step a second time
            _done++;
            if (_done % SampleEvery == 0 || _done == steps) Curve.Add(Math.Round(Environment.WorkingSet / 1048576.0, 1));
            if (_done == steps) enough.Cancel();
        }
    }
}
