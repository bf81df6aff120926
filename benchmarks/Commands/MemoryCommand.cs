using System.CommandLine;
using System.Text.Json;
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
        var steps = new Option<int>("--steps") { Description = "Training steps, more than 500.", DefaultValueFactory = _ => 2000 };
        var data = new Option<string?>("--data") { Description = "Folder that holds the data set; without the set, the built-in sample is used." };
        var dataset = new Option<string>("--dataset") { Description = "Data set.", DefaultValueFactory = _ => "ENZYMES" };
        var model = new Option<string>("--model") { Description = "Model, as for 'graphseq train'.", DefaultValueFactory = _ => "conv-lstm-gcn" };
        var command = new Command("memory", "Trains and prints resident memory as one JSON line.") { steps, data, dataset, model };
        command.SetAction(parsed => Run(
            parsed.GetValue(steps), Load(parsed.GetRequiredValue(dataset), parsed.GetValue(data)), parsed.GetRequiredValue(model)));
        return command;
    }

    private static GraphDataset Load(string name, string? folder)
    {
        try
        {
            return TUDataset.Load(name, new TUDatasetOptions { Folder = folder });
        }
        catch (DatasetNotFoundException e)
        {
            Console.Error.WriteLine($"{e.Message}\nUsing the built-in sample.");
            return SampleDataset.Load();
        }
    }

    private static void Run(int steps, GraphDataset dataset, string name)
    {
        if (steps <= WarmSteps) throw new ArgumentException($"--steps is {steps} but must be above {WarmSteps}, where the memory is first read.");
        using var model = new SequenceGraphModel(ModelPresets.Create(name, dataset.NodeShape.ToArray(), dataset.NumOutputs));
        var split = new Split([.. Enumerable.Range(0, dataset.NumGraphs)], [], []);
        var trainer = new Trainer(new TrainerOptions { Epochs = steps });
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

        Console.WriteLine(JsonSerializer.Serialize(new
        {
            dataset = dataset.Name,
            model = name,
            steps,
            resident_mb_after_500 = sampler.Curve[WarmSteps / SampleEvery - 1],
            resident_mb_last = sampler.Curve[^1],
            curve_every_steps = SampleEvery,
            curve = sampler.Curve,
        }));
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
