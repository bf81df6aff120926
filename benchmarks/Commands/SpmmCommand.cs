using System.CommandLine;
using System.Text.Json;
using GraphSeq.Benchmarks.Machine;
using GraphSeq.Graph;
using GraphSeq.Graph.Autograd;
using GraphSeq.Graph.Kernels;
using static TorchSharp.torch;

namespace GraphSeq.Benchmarks.Commands;

/// <summary><c>spmm</c>: weighted aggregation along the edges of a power-law graph, beside gather and scatter through libtorch.</summary>
internal static class SpmmCommand
{
    public static Command Create()
    {
        var nodes = new Option<int>("--nodes") { Description = "Number of nodes.", DefaultValueFactory = _ => 100_000 };
        var edges = new Option<int>("--edges") { Description = "Number of edges.", DefaultValueFactory = _ => 1_600_000 };
        var features = new Option<int>("--features") { Description = "Features per node.", DefaultValueFactory = _ => 64 };
        var threads = new Option<int>("--threads") { Description = "Compute threads.", DefaultValueFactory = _ => Environment.ProcessorCount };
        var runs = new Option<int>("--runs") { Description = "Timed runs; the median counts.", DefaultValueFactory = _ => 9 };
        var command = new Command("spmm", "Times sparse aggregation on a power-law graph and prints one JSON line.") { nodes, edges, features, threads, runs };
        command.SetAction(parsed => Run(
            parsed.GetValue(nodes), parsed.GetValue(edges), parsed.GetValue(features), parsed.GetValue(threads), parsed.GetValue(runs)));
        return command;
    }

    private static void Run(int numNodes, int numEdges, int width, int threads, int runs)
    {
        ThreadTeam.NumThreads = threads;
        set_num_threads(threads);
        var (source, target) = PowerLawGraph.Create(numNodes, numEdges);
        using var plain = SparseAdjacency.FromEdges(source, target, numNodes);
        using var adjacency = plain.Derive(new AdjacencyForm(AdjacencyScaling.Symmetric));
        adjacency.TransposeForConstantWeights();
        using var x = randn(numNodes, width).requires_grad_(true);
        using var gradient = randn(numNodes, width);

        var (forward, both) = Time(() => Aggregate.Sum(adjacency, x), x, gradient, runs);
        double gatherForward, gatherBoth;
        using (KernelMemory.UseTorch()) (gatherForward, gatherBoth) = Time(() => Aggregate.Sum(adjacency, x), x, gradient, runs);
        var triad = StreamTriad.BytesPerSecond();
        var bytes = numEdges * (4.0 * width + 8) + numNodes * (4.0 * width + 4);
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            nodes = numNodes,
            edges = numEdges,
            features = width,
            threads,
            forward_seconds = forward,
            forward_backward_seconds = both,
            gather_scatter_forward_seconds = gatherForward,
            gather_scatter_forward_backward_seconds = gatherBoth,
            forward_ratio = gatherForward / forward,
            forward_backward_ratio = gatherBoth / both,
            gb_per_second = bytes / forward / 1e9,
            stream_triad_gb_per_second = triad / 1e9,
            share_of_stream = bytes / forward / triad,
            nanoseconds_per_edge = forward / numEdges * 1e9,
        }));
    }

    private static (double Forward, double Both) Time(Func<Tensor> aggregate, Tensor x, Tensor gradient, int runs)
    {
        var forward = Stopwatches.Median(runs, () =>
        {
            using var scope = NewDisposeScope();
            using var guard = no_grad();
            aggregate();
        });
        var both = Stopwatches.Median(runs, () =>
        {
            using var scope = NewDisposeScope();
            x.grad = null;
            aggregate().backward([gradient]);
        });
        return (forward, both);
    }
}
