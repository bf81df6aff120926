using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using static TorchSharp.torch;

namespace GraphSeq.Benchmarks.Kernels;

/// <summary>One comparison under BenchmarkDotNet, in this process, so that libtorch is not copied into another project's output.</summary>
public class KernelBenchmark
{
    private const int WidestName = 80;
    private static (string Name, Action Reference, Action Ours) _current;

    public static IEnumerable<string> Names => [_current.Name];

    [ParamsSource(nameof(Names))]
    public string Kernel { get; set; } = "";

    [GlobalSetup]
    public void Setup() => set_grad_enabled(false);

    [Benchmark(Baseline = true)]
    public void Libtorch() => _current.Reference();

    [Benchmark]
    public void Ours() => _current.Ours();

    /// <summary>A way for <see cref="Stopclock"/> to compare: a summary of BenchmarkDotNet's for each comparison.</summary>
    internal static Action<string, Action, Action> Runner(Job job)
    {
        var config = DefaultConfig.Instance.AddJob(job.WithToolchain(InProcessEmitToolchain.Instance))
            .WithSummaryStyle(SummaryStyle.Default.WithMaxParameterColumnWidth(WidestName))
            .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "graphseq-benchmarks"));
        return (what, reference, ours) =>
        {
            _current = (what, reference, ours);
            BenchmarkRunner.Run<KernelBenchmark>(config);
        };
    }
}
