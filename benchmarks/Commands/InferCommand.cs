using System.CommandLine;
using System.Diagnostics;
using GraphSeq.Benchmarks.Machine;
using GraphSeq.Benchmarks.Output;
using GraphSeq.Datasets;
using GraphSeq.Models;
using static TorchSharp.torch;

namespace GraphSeq.Benchmarks.Commands;

/// <summary><c>infer</c>: graphs per second through <see cref="SequenceGraphModel.Infer"/>, the library's way to apply a model; the batches are made
/// beforehand.</summary>
internal static class InferCommand
{
    private const int WarmUpPasses = 3;

    public static Command Create()
    {
        var run = new ModelRunOptions(batchSize: 1);
        var passes = new Option<int>("--passes") { Description = "Timed passes over the set; the median counts.", DefaultValueFactory = _ => 15 };
        var command = run.CreateCommand("infer", "Times inference and prints one JSON line.", passes);
        command.SetAction(parsed => SettledRuntime.Compiled.Run(() => Run(run.Read(parsed), parsed.GetValue(passes))));
        return command;
    }

    private static void Run(ModelRun run, int passes)
    {
        set_num_threads(1);                                  // as the library's evaluation does
        var (dataset, batchSize) = (run.Dataset, run.BatchSize);
        using var model = run.CreateModel();
        model.eval();
        var outputs = new float[batchSize * dataset.NumOutputs];
        var batches = new GraphLoader(dataset, null, new GraphLoaderOptions { BatchSize = batchSize }).ToArray();
        List<double> seconds = [];
        for (var pass = -WarmUpPasses; pass < passes; pass++)
        {
            var start = Stopwatch.GetTimestamp();
            foreach (var batch in batches) model.Infer(batch, outputs);
            if (pass >= 0) seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        foreach (var batch in batches) batch.Dispose();
        var rate = Spread.Of(seconds.Select(s => dataset.NumGraphs / s));
        JsonLine.Print(new
        {
            model = run.Name,
            parameters = model.parameters().Sum(p => p.numel()),
            batch_size = batchSize,
            graphs_per_second = rate.Median,
            graphs_per_second_spread = rate,
            microseconds_per_batch = 1e6 * batchSize / rate.Median,
            dataset = dataset.Name,
            passes,
            plan = run.Plan ? "on" : "off",
            warm_up_passes = WarmUpPasses,
            threads = run.Threads,
            runtime = SettledRuntime.Compiled.Values,
        });
    }
}
