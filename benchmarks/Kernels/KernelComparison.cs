using GraphSeq.Benchmarks.Machine;
using GraphSeq.Graph.Kernels;
using GraphSeq.Graph.Kernels.Simd;
using static TorchSharp.torch;

namespace GraphSeq.Benchmarks.Kernels;

/// <summary>Times every kernel beside the same operation put together from libtorch's.</summary>
internal static unsafe class KernelComparison
{
    /// <summary>Runs the comparisons whose name contains the filter.</summary>
    public static void Run(string filter)
    {
        random.manual_seed(1);
        Console.WriteLine(
            $"{ThreadTeam.NumThreads} threads, {SimdSupport.Hardware}; FMA peak {FmaPeak.OperationsPerSecond() / 1e9:F0} GFLOP/s, " +
            $"STREAM triad {StreamTriad.BytesPerSecond() / 1e9:F1} GB/s");
        (string Name, Action Action)[] all =
        [
            ("spmm", SparseComparisons.Run),
            ("gemm", DenseComparisons.Run),
            ("attention", AttentionComparisons.Run),
            ("encoder", EncoderComparisons.Run),
            ("optimizer", OptimizerComparisons.Run),
        ];
        using var _ = no_grad();
        foreach (var (name, action) in all)
        {
            using var scope = NewDisposeScope();
            if (name.Contains(filter, StringComparison.Ordinal)) action();
        }
    }
}
