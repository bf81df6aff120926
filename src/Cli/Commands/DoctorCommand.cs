using System.CommandLine;
using System.Reflection;
using System.Runtime.InteropServices;
using GraphSeq.Cli.Diagnosis;
using GraphSeq.Cli.Output;

namespace GraphSeq.Cli.Commands;

/// <summary><c>graphseq doctor</c>: what this installation is made of, and what keeps it from working.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var command = new Command("doctor", "Shows versions, the native library's state, devices, vector instructions and threads.");
        var json = SharedOptions.Json();
        command.Add(json);
        command.SetAction((parsed, _) => Task.FromResult(Run(SharedOptions.Reporter(parsed, json))));
        return command;
    }

    private static int Run(Reporter reporter)
    {
        var native = NativeLibraryCheck.Run();
        var torch = TorchProbe.Run(native.Path);
        var kernels = KernelReport.Create();
        var result = new
        {
            Graphseq = VersionOf(typeof(DoctorCommand).Assembly),
            Dotnet = Environment.Version.ToString(),
            Torchsharp = VersionOf(typeof(TorchSharp.torch).Assembly),
            Libtorch = torch.Version,
            Os = RuntimeInformation.OSDescription,
            Rid = RuntimeInformation.RuntimeIdentifier,
            Libstdcpp = NewestLibstdcpp(),
            NativeLibrary = native.Path,
            NativeState = native.State,
            Problems = torch.Error is null ? [] : native.Problems,
            LoadError = torch.Error,
            Devices = Devices(torch),
            VectorBits = VectorInstructions.WidestBits,
            VectorSets = VectorInstructions.Sets,
            Processors = Environment.ProcessorCount,
            TorchThreads = torch.Threads,
            KernelThreads = kernels.Threads,
            KernelBackend = kernels.Backend,
            KernelReason = kernels.Reason,
            KernelVectorBits = kernels.VectorBits,
            DenseProducts = kernels.DenseProducts,
            Healthy = torch.Error is null && kernels.Backend is not null,
        };
        (string Name, string Value)[] rows =
        [
            ("GraphSeq", result.Graphseq), (".NET", $"{result.Dotnet} on {result.Rid}"), ("TorchSharp", result.Torchsharp),
            ("libtorch", torch.Version ?? "did not load"), ("System", result.Os), ("libstdc++", result.Libstdcpp ?? "not found"),
            ("Native library", native.Path is null ? native.State : $"{native.State}: {native.Path}"),
            ("Devices", result.Devices.Count == 0 ? "unknown" : string.Join(", ", result.Devices)), ("Vectors", $"{result.VectorBits} bits ({string.Join(", ", result.VectorSets)})"),
            ("Threads", $"{result.Processors} processors, {(torch.Error is null ? $"libtorch {torch.Threads}, " : "")}kernels {kernels.Threads}"),
            ("Kernels", kernels.Backend is null ? kernels.Reason : $"{kernels.Backend}, {kernels.VectorBits}-bit vectors ({kernels.Reason})"),
            ("Dense products", kernels.DenseProducts),
        ];
        reporter.Result(result,
        [
            .. rows.Select(row => $"{row.Name,-15} {row.Value}"),
            "",
            .. result.Healthy ? ["All is well: libtorch loads and computes."]
                : torch.Error is { } error ? Complaints(error, native) : [$"No graph can be computed: {kernels.Reason}"],
        ]);
        return result.Healthy ? ExitCode.Ok : ExitCode.Failure;
    }

    private static IEnumerable<string> Complaints(string error, NativeLibraryReport native) =>
        [$"libtorch cannot be used: {error}", .. native.Problems.Select(problem => $"  - {problem}")];

    private static List<string> Devices(TorchProbe torch)
    {
        if (torch.Error is not null) return [];
        return ["cpu", .. Enumerable.Range(0, torch.CudaDevices).Select(i => $"cuda:{i}")];
    }

    private static string? NewestLibstdcpp() =>
        SystemLibrary.Find("libstdc++.so.6") is { } path ? $"{SystemLibrary.NewestVersion(path, "GLIBCXX_")} ({path})" : null;

    private static string VersionOf(Assembly assembly)
    {
        var version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            ?? assembly.GetName().Version?.ToString() ?? "unknown";
        return version.Split('+')[0];
    }
}
