using System.CommandLine;
using System.Diagnostics;
using GraphSeq.Benchmarks.Machine;
using GraphSeq.Benchmarks.Models;
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
        var (model, batchSize, data, dataset, threads) = (
            CommonOptions.Model(), CommonOptions.BatchSize(1), CommonOptions.Data(), CommonOptions.Dataset(), CommonOptions.Threads());
        var passes = new Option<int>("--passes") { Description = "Timed passes over the set; the median counts.", DefaultValueFactory = _ => 15 };
        var plan = CommonOptions.Plan();
        var command = new Command("infer", "Times inference and prints one JSON line.") { model, batchSize, data, dataset, threads, passes, plan };
        command.SetAction(parsed => SettledRuntime.Compiled.Run(() =>
        {
            CommonOptions.UseThreads(parsed.GetValue(threads));
            Run(
                parsed.GetRequiredValue(model), CommonOptions.Load(parsed.GetRequiredValue(dataset), parsed.GetValue(data)), parsed.GetValue(batchSize),
                parsed.GetValue(threads), parsed.GetValue(passes), CommonOptions.IsOn(parsed, plan));
        }));
        return command;
    }

    private static void Run(string name, GraphDataset dataset, int batchSize, int threads, int passes, bool plan)
    {
        set_num_threads(1);                                  // as the library's evaluation does
        using var model = new SequenceGraphModel(TableModels.Create(name, dataset.NodeShape.ToArray(), dataset.NumOutputs)) { UsesPlan = plan };
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
            model = name,
            parameters = model.parameters().Sum(p => p.numel()),
            batch_size = batchSize,
            graphs_per_second = rate.Median,
            graphs_per_second_spread = rate,
            microseconds_per_batch = 1e6 * batchSize / rate.Median,
            dataset = dataset.Name,
            passes,
            plan = plan ? "on" : "off",
            warm_up_passes = WarmUpPasses,
            threads,
            runtime = SettledRuntime.Compiled.Values,
        });
    }
}
