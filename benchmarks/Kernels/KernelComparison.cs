using GraphSeq.Graph.Kernels;
using GraphSeq.Graph.Kernels.Simd;
using static TorchSharp.torch;

namespace GraphSeq.Benchmarks.Kernels;

/// <summary>Times every kernel beside the same operation put together from libtorch's.</summary>
internal static unsafe class KernelComparison
{
    /// <summary>Runs the comparisons whose name contains the filter.</summary>
    public static int Run(string filter, int numThreads)
    {
        set_num_threads(numThreads);
        ThreadTeam.NumThreads = numThreads;
        random.manual_seed(1);
        Console.WriteLine($"{numThreads} threads, {SimdSupport.Hardware}");
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
        return 0;
    }
}
