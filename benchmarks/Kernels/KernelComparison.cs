using GraphSeq.Graph.Kernels;
using GraphSeq.Graph.Kernels.Simd;
using static TorchSharp.torch;

namespace GraphSeq.Benchmarks.Kernels;

/// <summary>Times every kernel beside the same operation put together from libtorch's.</summary>
internal static unsafe class KernelComparison
{
    /// <summary>Runs the comparisons whose name contains the first argument (all without one).</summary>
    public static int Run(string[] args)
    {
        var filter = args.Length > 0 ? args[0] : "";
        var numThreads = args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : Environment.ProcessorCount;
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
