using System.CommandLine;
using GraphSeq.Benchmarks.Machine;
using GraphSeq.Benchmarks.Output;
using GraphSeq.Training;

namespace GraphSeq.Benchmarks.Commands;

/// <summary><c>memory</c>: resident memory of the process over real training steps; a leak of native tensors would make it climb.</summary>
internal static class MemoryCommand
{
    private const int SampleEvery = 100, WarmSteps = 500;

    public static Command Create()
    {
        var run = new ModelRunOptions(batchSize: 32);
        var steps = new Option<int>("--steps") { Description = "Training steps, more than 500.", DefaultValueFactory = _ => 20_000 };
        var command = run.CreateCommand("memory", "Trains and prints resident memory as one JSON line.", steps);
        command.SetAction(parsed => SettledRuntime.Memory.Run(() => Run(run.Read(parsed), parsed.GetValue(steps))));
        return command;
    }

    private static void Run(ModelRun run, int steps)
    {
        if (steps <= WarmSteps) throw new ArgumentException($"--steps is {steps} but must be above {WarmSteps}, where the memory is first read.");
        using var model = run.CreateModel();
        var trainer = new Trainer(new TrainerOptions { Epochs = steps, BatchSize = run.BatchSize, Plan = run.Plan });
        using var enough = new CancellationTokenSource();
        var sampler = new Sampler(steps, enough);
        try
        {
            trainer.Fit(model, run.Dataset, run.WholeSet(), sampler, enough.Token);
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
            dataset = run.Dataset.Name,
            model = run.Name,
            batch_size = run.BatchSize,
            steps,
            plan = run.Plan ? "on" : "off",
            threads = run.Threads,
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
