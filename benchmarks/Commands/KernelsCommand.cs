using System.CommandLine;
using GraphSeq.Benchmarks.Kernels;

namespace GraphSeq.Benchmarks.Commands;

/// <summary><c>kernels</c>: every kernel beside the same operation put together from libtorch's.</summary>
internal static class KernelsCommand
{
    public static Command Create()
    {
        var filter = new Argument<string>("filter") { Description = "Part of a comparison's name.", DefaultValueFactory = _ => "" };
        var threads = new Option<int>("--threads") { Description = "Compute threads.", DefaultValueFactory = _ => Environment.ProcessorCount };
        var command = new Command("kernels", "Times the kernels beside libtorch's operations.") { filter, threads };
        command.SetAction(parsed => KernelComparison.Run(parsed.GetValue(filter)!, parsed.GetValue(threads)));
        return command;
    }
}
