using System.CommandLine;
using System.Diagnostics;
using System.Runtime;
using GraphSeq.Benchmarks.Output;
using GraphSeq.Datasets;

namespace GraphSeq.Benchmarks.Commands;

/// <summary><c>io</c>: seconds to read a data set from its text (cold) and from the binary cache (warm).</summary>
internal static class IoCommand
{
    public static Command Create()
    {
        var (data, dataset, threads) = (CommonOptions.Data(), CommonOptions.Dataset(), CommonOptions.Threads());
        var runs = new Option<int>("--runs") { Description = "Reads of each kind, after the first.", DefaultValueFactory = _ => 21 };
        var command = new Command("io", "Times reading a data set and prints one JSON line.") { data, dataset, threads, runs };
        command.SetAction(parsed =>
        {
            // Before anything of libtorch: reading needs none of it.
            var folder = Path.Combine(Path.GetTempPath(), $"graphseq-io-{Guid.NewGuid():N}");
            try
            {
                Run(parsed.GetRequiredValue(dataset), parsed.GetValue(data), folder, parsed.GetValue(threads), parsed.GetValue(runs));
            }
            finally
            {
                if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
            }
        });
        return command;
    }

    private static void Run(string name, string? folder, string cacheFolder, int threads, int runs)
    {
        var options = new TUDatasetOptions { Folder = folder, Download = false, CacheFolder = cacheFolder };
        var jitBefore = JitInfo.GetCompilationTime();
        var first = Read(keep: true);                        // the state of a fresh process: parsed, and the cache file written
        var jit = JitInfo.GetCompilationTime() - jitBefore;
        var firstWarm = Read(keep: true);
        List<double> cold = [], coldWithCache = [], warm = [];
        for (var run = 0; run < runs; run++)
        {
            cold.Add(Read(keep: false).Seconds);
            Directory.Delete(cacheFolder, recursive: true);
            coldWithCache.Add(Read(keep: true).Seconds);
            warm.Add(Read(keep: true).Seconds);
        }
        if (first.Set.Report!.FromCache || !firstWarm.Set.Report!.FromCache) throw new InvalidOperationException("The cache was not what was to be measured.");
        JsonLine.Print(new
        {
            dataset = first.Set.Name,
            cold_seconds = Spread.Of(cold).Median,
            warm_seconds = Spread.Of(warm).Median,
            cold_and_write_cache_seconds = Spread.Of(coldWithCache).Median,
            first_in_process_cold_seconds = first.Seconds,
            first_in_process_cold_jit_seconds = jit.TotalSeconds,
            first_in_process_warm_seconds = firstWarm.Seconds,
            cold_spread = Spread.Of(cold),
            warm_spread = Spread.Of(warm),
            graphs = first.Set.NumGraphs,
            nodes = first.Set.NumNodes,
            edges = first.Set.NumEdges,
            features = first.Set.NumFeatures,
            runs,
            threads,
        });

        (double Seconds, GraphDataset Set) Read(bool keep)
        {
            var start = Stopwatch.GetTimestamp();
            var set = TUDataset.Load(name, options with { UseCache = keep });
            return (Stopwatch.GetElapsedTime(start).TotalSeconds, set);
        }
    }
}
