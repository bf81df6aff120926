using System.CommandLine;
using GraphSeq.Datasets;
using GraphSeq.Graph.Kernels;
using static TorchSharp.torch;

namespace GraphSeq.Benchmarks.Commands;

/// <summary>Options that several commands take, and what they stand for.</summary>
internal static class CommonOptions
{
    private const string Sample = "sample";

    public static Option<int> Threads() => new("--threads") { Description = "Compute threads.", DefaultValueFactory = _ => Environment.ProcessorCount };

    public static Option<string?> Data() => new("--data") { Description = "Folder that holds the data set." };

    public static Option<string> Dataset() => new("--dataset")
    {
        Description = $"Data set of the TU collection, or '{Sample}' for the built-in one.",
        DefaultValueFactory = _ => "ENZYMES",
    };

    /// <summary>An option that is on, unless it is off.</summary>
    public static Option<string> Switch(string name, string description)
    {
        var option = new Option<string>(name) { Description = description, DefaultValueFactory = _ => "on" };
        option.AcceptOnlyFromAmong("on", "off");
        return option;
    }

    public static bool IsOn(ParseResult parsed, Option<string> option) => parsed.GetRequiredValue(option) == "on";

    /// <summary>Sets the threads of the kernels and of libtorch. The library's training and evaluation compute with one thread of libtorch all the same.</summary>
    public static void UseThreads(int threads)
    {
        ThreadTeam.NumThreads = threads;
        set_num_threads(threads);
    }

    /// <exception cref="DatasetNotFoundException">The set is not there; nothing is downloaded.</exception>
    public static GraphDataset Load(string name, string? folder) =>
        name == Sample ? SampleDataset.Load() : TUDataset.Load(name, new TUDatasetOptions { Folder = folder, Download = false });
}
