using System.CommandLine;
using GraphSeq.Benchmarks.Kernels;
using GraphSeq.Benchmarks.Machine;
using GraphSeq.Benchmarks.Output;
using GraphSeq.Graph;
using GraphSeq.Graph.Autograd;
using GraphSeq.Graph.Kernels;
using static TorchSharp.torch;

namespace GraphSeq.Benchmarks.Commands;

/// <summary><c>spmm</c>: weighted aggregation along the edges of a power-law graph, beside gather and scatter and beside libtorch's CSR product.</summary>
internal static class SpmmCommand
{
    private const long MostMessageBytes = 3L << 30;          // of gather and scatter, which holds several [E, F] tensors at once

    public static Command Create()
    {
        var nodes = new Option<int>("--nodes") { Description = "Number of nodes.", DefaultValueFactory = _ => 100_000 };
        var edges = new Option<int>("--edges") { Description = "Number of edges.", DefaultValueFactory = _ => 1_600_000 };
        var features = new Option<int>("--features") { Description = "Features per node.", DefaultValueFactory = _ => 64 };
        var threads = CommonOptions.Threads();
        var runs = new Option<int>("--runs") { Description = "Timed runs; the median counts.", DefaultValueFactory = _ => 9 };
        var references = CommonOptions.Switch("--references", "off: libtorch's ways are left out.");
        var command = new Command("spmm", "Times sparse aggregation on a power-law graph and prints one JSON line.")
        {
            nodes, edges, features, threads, runs, references,
        };
        command.SetAction(parsed =>
        {
            CommonOptions.UseThreads(parsed.GetValue(threads));
            Run(
                parsed.GetValue(nodes), parsed.GetValue(edges), parsed.GetValue(features), parsed.GetValue(threads), parsed.GetValue(runs),
                CommonOptions.IsOn(parsed, references));
        });
        return command;
    }

    private static void Run(int numNodes, int numEdges, int width, int threads, int runs, bool references)
    {
        var (source, target) = PowerLawGraph.Create(numNodes, numEdges);
        using var plain = SparseAdjacency.FromEdges(source, target, numNodes);
        using var adjacency = plain.Derive(new AdjacencyForm(AdjacencyScaling.Symmetric));
        adjacency.TransposeForConstantWeights();
        using var x = Rows(numNodes, width).requires_grad_(true);
        using var gradient = Rows(numNodes, width);

        var ours = TimeAutograd(adjacency, x, gradient, runs);
        var (kernel, triadPass) = TimeKernel(adjacency, x, runs);
        var gather = (Forward: double.NaN, Both: double.NaN);
        if (references && 4L * numEdges * width <= MostMessageBytes)
            using (KernelMemory.UseTorch()) gather = TimeAutograd(adjacency, x, gradient, Math.Min(runs, 5));
        var csr = references ? TimeCsr(adjacency, x, gradient, runs) : (Forward: double.NaN, Both: double.NaN);

        var bytes = numEdges * (4.0 * width + 8) + numNodes * (4.0 * width + 4);
        var triad = StreamTriad.BytesPerPass / triadPass;
        var operations = 2.0 * numEdges * width;
        JsonLine.Print(new
        {
            nodes = numNodes,
            edges = numEdges,
            features = width,
            threads,
            forward_seconds = ours.Forward,
            forward_backward_seconds = ours.Both,
            gb_per_second = bytes / ours.Forward / 1e9,
            stream_triad_gb_per_second = triad / 1e9,
            share_of_stream = bytes / ours.Forward / triad,
            kernel_seconds = kernel,
            kernel_gb_per_second = bytes / kernel / 1e9,
            kernel_share_of_stream = bytes / kernel / triad,
            gather_scatter_forward_seconds = OrNull(gather.Forward),
            gather_scatter_forward_backward_seconds = OrNull(gather.Both),
            csr_forward_seconds = OrNull(csr.Forward),
            csr_forward_backward_seconds = OrNull(csr.Both),
            forward_ratio = OrNull(gather.Forward / ours.Forward),
            forward_backward_ratio = OrNull(gather.Both / ours.Both),
            csr_forward_ratio = OrNull(csr.Forward / ours.Forward),
            csr_forward_backward_ratio = OrNull(csr.Both / ours.Both),
            nanoseconds_per_edge = ours.Forward / numEdges * 1e9,
            gflops = operations / kernel / 1e9,
            fma_peak_gflops = FmaPeak.OperationsPerSecond() / 1e9,
            bytes_counted = "per edge a row of x, an id and a weight; per node a row of y and an offset",
        });
    }

    /// <summary>Normal numbers in memory as features and results of the library have it: on large pages where the system gives them.</summary>
    private static Tensor Rows(int numNodes, int width)
    {
        using var like = empty(0);
        return KernelMemory.NewLike(like, numNodes, width).normal_();
    }

    /// <summary>Through <see cref="Aggregate"/>: the result's memory and the autograd node are counted.</summary>
    private static (double Forward, double Both) TimeAutograd(SparseAdjacency adjacency, Tensor x, Tensor gradient, int runs)
    {
        var forward = Stopwatches.Median(runs, () =>
        {
            using var scope = NewDisposeScope();
            using var guard = no_grad();
            Aggregate.Sum(adjacency, x);
        });
        var both = Stopwatches.Median(runs, () =>
        {
            using var scope = NewDisposeScope();
            x.grad = null;
            Aggregate.Sum(adjacency, x).backward([gradient]);
        });
        x.grad = null;
        return (forward, both);
    }

    /// <summary>The kernel alone, into memory that is there already, and in turns with it a pass of the triad.</summary>
    private static unsafe (double Kernel, double Triad) TimeKernel(SparseAdjacency adjacency, Tensor x, int runs)
    {
        using var triad = new StreamTriad();
        using var y = KernelMemory.NewLike(x, x.shape);
        var csr = adjacency.Csr;
        return Stopwatches.MediansInTurns(runs, RunKernel, triad.Pass);

        void RunKernel()
        {
            fixed (int* ptr = csr.RowPtr, col = csr.Column)
            fixed (float* weight = adjacency.WeightArray)
                SpmmKernel.Invoke(
                    new CsrView<float>(csr.NumRows, adjacency.NumSources, ptr, col, weight), KernelMemory.Address<float>(x),
                    KernelMemory.Address<float>(y), (int)x.shape[1]);
        }
    }

    /// <summary>libtorch's CSR product forward, and with its transpose backward, without an autograd node.</summary>
    private static (double Forward, double Both) TimeCsr(SparseAdjacency adjacency, Tensor x, Tensor gradient, int runs)
    {
        using var csr = new CsrProduct(adjacency);
        using var guard = no_grad();
        var forward = Stopwatches.Median(runs, () =>
        {
            using var scope = NewDisposeScope();
            csr.Forward(x);
        });
        var both = Stopwatches.Median(runs, () =>
        {
            using var scope = NewDisposeScope();
            csr.Forward(x);
            csr.Backward(gradient);
        });
        return (forward, both);
    }

    private static double? OrNull(double value) => double.IsNaN(value) ? null : value;
}
