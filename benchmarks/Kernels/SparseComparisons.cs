using GraphSeq.Graph;
using GraphSeq.Graph.Autograd;
using GraphSeq.Graph.Kernels;
using static TorchSharp.torch;

namespace GraphSeq.Benchmarks.Kernels;

/// <summary>Aggregation over a random graph: gather and scatter, reductions, softmax.</summary>
internal static unsafe class SparseComparisons
{
    public static void Run()
    {
        foreach (var (nodes, edges) in ((int, int)[])[(1205, 5300), (100_000, 1_600_000)])
        {
            foreach (var width in (int[])[16, 64, 128]) Compare(nodes, edges, width);
            CompareMax(nodes, edges, 64);
        }
    }

    private static void Compare(int nodes, int edges, int width)
    {
        using var scope = NewDisposeScope();
        var (target, _) = randint(0, nodes, edges).sort();
        var source = randint(0, nodes, edges);
        var rowPtr = zeros(nodes + 1, ScalarType.Int32);
        rowPtr.slice(0, 1, nodes + 1, 1).copy_(bincount(target, minlength: nodes).cumsum(0));
        var (column, weight, x) = (source.to(ScalarType.Int32), rand(edges), randn(nodes, width));
        var (y, winner, score, softmax) = (empty(nodes, width), empty(nodes, width, ScalarType.Int32), randn(edges, 4), empty(edges, 4));
        var batchPtr = (arange(0, 6) * (nodes / 5)).to(ScalarType.Int32);
        var a = new CsrView<float>(nodes, nodes, rowPtr.Ints(), column.Ints(), weight.Floats());
        var name = $"N={nodes} E={edges} F={width}";
        Stopclock.Compare($"spmm weighted {name}", () =>
        {
            using var s = NewDisposeScope();
            zeros(nodes, width).index_add_(0, target, x.index_select(0, source) * weight.unsqueeze(1), 1);
        }, () => SpmmKernel.Invoke(a, x.Floats(), y.Floats(), width));
        if (nodes > 10_000) return;
        Stopclock.Compare($"segment mean of 5 graphs {name}", () => x.unflatten(0, 5, nodes / 5).mean([1L]).Dispose(),
            () => SegmentSumKernel.Forward(batchPtr.Ints(), 5, x.Floats(), y.Floats(), width, true));
    }

    private static void CompareMax(int nodes, int edges, int width)
    {
        using var scope = NewDisposeScope();
        using var adjacency = SparseAdjacency.FromEdgeIndex(randint(0, nodes, [2, edges]), nodes);
        var (x, grad) = (randn(nodes, width).requires_grad_(), randn(nodes, width));
        void Step()
        {
            using var s = NewDisposeScope();
            using var gradients = enable_grad();
            autograd.grad([Aggregate.Max(adjacency, x)], [x], [grad]);
        }
        Stopclock.Compare($"maximum forward + backward N={nodes} E={edges} F={width}", () =>
        {
            using var torchPath = KernelMemory.UseTorch();
            Step();
        }, Step);
    }
}
