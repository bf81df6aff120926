using GraphSeq.Graph;
using GraphSeq.Graph.Autograd;
using GraphSeq.Graph.Kernels;
using static TorchSharp.torch;

namespace GraphSeq.Benchmarks.Kernels;

/// <summary>Graph attention: softmax over each node's entries and the weighted sum, and scores of both ends together, forward and backward.</summary>
internal static unsafe class AttentionComparisons
{
    public static void Run()
    {
        foreach (var (nodes, edges, heads, channels) in ((int, int, int, int)[])[(1205, 5700, 4, 16), (1205, 5700, 1, 64), (100_000, 800_000, 4, 16)])
        {
            Compare(nodes, edges, heads, channels);
            ComparePairScores(nodes, edges, heads, channels);
        }
    }

    private static void Compare(int nodes, int edges, int heads, int channels)
    {
        using var scope = NewDisposeScope();
        var (target, _) = randint(0, nodes, edges).sort();
        var source = randint(0, nodes, edges);
        var (order, transposedCol) = (source.argsort(), target.index_select(0, source.argsort()).to(ScalarType.Int32));
        var (rowPtr, transposedPtr) = (Offsets(target, nodes), Offsets(source, nodes));
        var (column, order32) = (source.to(ScalarType.Int32), order.to(ScalarType.Int32));
        var (x, fromSource, fromTarget) = (randn(nodes, heads, channels), randn(nodes, heads), randn(nodes, heads));
        var (grad, y, gradX) = (randn(nodes, heads, channels), empty(nodes, heads, channels), empty(nodes, heads, channels));
        var (coefficient, gradScore) = (empty(edges, heads), empty(edges, heads));
        var (gradSource, gradTarget) = (empty(nodes, heads), empty(nodes, heads));
        var scores = new AttentionScores<float>
        {
            A = new CsrView<float>(nodes, nodes, rowPtr.Ints(), column.Ints()),
            Source = fromSource.Floats(),
            Target = fromTarget.Floats(),
            Heads = heads,
            NegativeSlope = 0.2f,
        };
        var transposed = new CsrView<float>(nodes, nodes, transposedPtr.Ints(), transposedCol.Ints(), null, order32.Ints());
        var (xLeaf, sourceLeaf, targetLeaf) = (x.clone().requires_grad_(), fromSource.clone().requires_grad_(), fromTarget.clone().requires_grad_());
        Tensor Forward()
        {
            var score = nn.functional.leaky_relu(sourceLeaf.index_select(0, source) + targetLeaf.index_select(0, target), 0.2);
            var power = (score - score.max().detach()).exp();
            var sum = zeros(nodes, heads).index_add(0, target, power, 1);
            var share = power / sum.index_select(0, target);
            return zeros(nodes, heads, channels).index_add(0, target, xLeaf.index_select(0, source) * share.unsqueeze(2), 1);
        }
        Stopclock.Compare($"attention forward + backward N={nodes} E={edges} {heads}x{channels}", () =>
        {
            using var s = NewDisposeScope();
            using var gradients = enable_grad();
            autograd.grad([Forward()], [xLeaf, sourceLeaf, targetLeaf], [grad]);
        }, () =>
        {
            AttentionKernel.Forward(scores, x.Floats(), coefficient.Floats(), y.Floats(), channels);
            AttentionKernel.Backward(scores, transposed, x.Floats(), coefficient.Floats(), grad.Floats(), gradX.Floats(), gradSource.Floats(),
                gradTarget.Floats(), gradScore.Floats(), channels);
        });
    }

    private static void ComparePairScores(int nodes, int edges, int heads, int channels)
    {
        using var scope = NewDisposeScope();
        using var adjacency = SparseAdjacency.FromEdgeIndex(randint(0, nodes, [2, edges]), nodes);
        var (ofTarget, ofSource) = (adjacency.Tensors.Target(CPU), adjacency.Tensors.Source(CPU));
        Tensor[] leaves =
            [randn(nodes, heads, channels).requires_grad_(), randn(nodes, heads, channels).requires_grad_(), randn(1, heads, channels).requires_grad_()];
        var grad = randn(edges, heads);
        void Run(Func<Tensor> forward)
        {
            using var s = NewDisposeScope();
            using var gradients = enable_grad();
            autograd.grad([forward()], leaves, [grad]);
        }
        Stopclock.Compare(
            $"pair scores forward + backward N={nodes} E={edges} {heads}x{channels}",
            () => Run(() => (nn.functional.leaky_relu(leaves[0].index_select(0, ofTarget) + leaves[1].index_select(0, ofSource), 0.2) * leaves[2]).sum(-1)),
            () => Run(() => new PairScoreOp(adjacency, 0.2).Apply(leaves)));
    }

    private static Tensor Offsets(Tensor rows, int count)
    {
        var offsets = zeros(count + 1, ScalarType.Int32);
        offsets.slice(0, 1, count + 1, 1).copy_(bincount(rows, minlength: count).cumsum(0));
        return offsets;
    }
}
