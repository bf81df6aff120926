using System.CommandLine;
using System.Diagnostics;
using GraphSeq.Benchmarks.Machine;
using GraphSeq.Benchmarks.Output;
using GraphSeq.Training;

namespace GraphSeq.Benchmarks.Commands;

/// <summary><c>epoch</c>: seconds per training epoch over a whole data set, by the library's own <see cref="Trainer"/>.</summary>
/// <remarks>Adam, learning rate 0.001, seed 0, every graph is trained on. The first epoch warms up and is not counted.</remarks>
internal static class EpochCommand
{
    private const int WarmUpEpochs = 1;

    public static Command Create()
    {
        var run = new ModelRunOptions(batchSize: 32);
        var epochs = new Option<int>("--epochs") { Description = "Epochs, the first of which is not counted; at least 2.", DefaultValueFactory = _ => 11 };
        var command = run.CreateCommand("epoch", "Times training epochs and prints one JSON line.", epochs);
        command.SetAction(parsed => SettledRuntime.Compiled.Run(() => Run(run.Read(parsed), parsed.GetValue(epochs))));
        return command;
    }

    private static void Run(ModelRun run, int epochs)
    {
        if (epochs <= WarmUpEpochs) throw new ArgumentException($"--epochs is {epochs} but must be at least {WarmUpEpochs + 1}: the first is not counted.");
        using var model = run.CreateModel();
        var options = new TrainerOptions { Epochs = epochs, BatchSize = run.BatchSize, Plan = run.Plan };
        var phases = new PhaseTimes(new StepPhases());
        var result = new Trainer(options) { Phases = phases.Clock }.Fit(model, run.Dataset, run.WholeSet(), phases);
        var counted = result.History.Skip(WarmUpEpochs).ToArray();
        using var process = Process.GetCurrentProcess();
        JsonLine.Print(new
        {
            model = run.Name,
            parameters = result.Parameters,
            batch_size = run.BatchSize,
            epoch_seconds = Spread.Of(counted.Select(epoch => epoch.Seconds)),
            phases = phases.MedianOf(counted),
            loss_first = new NineDigits(result.History[0].Train.Loss),
            loss_last = new NineDigits(result.History[^1].Train.Loss),
            peak_rss_mb = Math.Round(process.PeakWorkingSet64 / 1048576.0, 1),
            dataset = run.Dataset.Name,
            epochs,
            warm_up_epochs = WarmUpEpochs,
            plan = run.Plan ? "on" : "off",
            threads = run.Threads,
            runtime = SettledRuntime.Compiled.Values,
        });
    }

    /// <summary>Seconds of each phase, epoch by epoch.</summary>
    private sealed class PhaseTimes(StepPhases clock) : IProgress<TrainingProgress>
    {
        private readonly List<double[]> _epochs = [];

        public StepPhases Clock => clock;

        public void Report(TrainingProgress value)
        {
            if (value.Completed is not null) _epochs.Add(clock.TakeSeconds());
        }

        /// <summary>The median of each phase; what is left of the epochs, the metrics of its outputs for the most part, is "other".</summary>
        public Dictionary<string, double> MedianOf(IReadOnlyList<EpochRecord> counted)
        {
            var rows = _epochs[^counted.Count..];
            var medians = Enum.GetValues<StepPhase>().ToDictionary(
                phase => phase.ToString().ToLowerInvariant(), phase => Spread.Of(rows.Select(row => row[(int)phase])).Median);
            medians["other"] = Spread.Of(rows.Zip(counted, (row, epoch) => epoch.Seconds - row.Sum())).Median;
            return medians;
        }
    }
}
