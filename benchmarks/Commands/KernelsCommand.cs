using System.CommandLine;
using BenchmarkDotNet.Jobs;
using GraphSeq.Benchmarks.Kernels;

namespace GraphSeq.Benchmarks.Commands;

/// <summary><c>kernels</c>: every kernel beside the same operation put together from libtorch's.</summary>
internal static class KernelsCommand
{
    public static Command Create()
    {
        var filter = new Argument<string>("filter") { Description = "Part of a comparison's name.", DefaultValueFactory = _ => "" };
        var bdn = new Option<string?>("--bdn") { Description = "Measures with BenchmarkDotNet: a dry (one run), short or medium job." };
        bdn.AcceptOnlyFromAmong("dry", "short", "medium");
        var threads = CommonOptions.Threads();
        var command = new Command("kernels", "Times the kernels beside libtorch's operations.") { filter, bdn, threads };
        command.SetAction(parsed =>
        {
            CommonOptions.UseThreads(parsed.GetValue(threads));
            var job = parsed.GetValue(bdn) switch { "dry" => Job.Dry, "short" => Job.ShortRun, "medium" => Job.MediumRun, _ => null };
            if (job is not null) Stopclock.Way = KernelBenchmark.Runner(job);
            KernelComparison.Run(parsed.GetValue(filter)!);
        });
        return command;
    }
}
