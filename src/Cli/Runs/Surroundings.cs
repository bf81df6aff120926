using System.Runtime.InteropServices;
using GraphSeq.Cli.Diagnosis;
using GraphSeq.Graph.Kernels;

namespace GraphSeq.Cli.Runs;

/// <summary>What a run leans on, for its report.</summary>
internal sealed record Surroundings(
    string GraphSeq, string TorchSharp, string Dotnet, string System, string Architecture, int Processors, string Processor, int KernelThreads, string Vectors)
{
    public static Surroundings Here() => new(
        typeof(Surroundings).Assembly.GetName().Version?.ToString(3) ?? "", typeof(TorchSharp.torch).Assembly.GetName().Version?.ToString(3) ?? "",
        Environment.Version.ToString(), RuntimeInformation.OSDescription, RuntimeInformation.ProcessArchitecture.ToString(), Environment.ProcessorCount,
        ProcessorName(), ThreadTeam.NumThreads, string.Join(' ', VectorInstructions.Sets));

    private static string ProcessorName()
    {
        const string File = "/proc/cpuinfo", Key = "model name";
        return global::System.IO.File.Exists(File)
            ? global::System.IO.File.ReadLines(File).FirstOrDefault(line => line.StartsWith(Key, StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? ""
            : "";
    }
}
