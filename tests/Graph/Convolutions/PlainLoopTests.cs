using GraphSeq.Tests.Support;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Graph.Convolutions;

/// <summary>Every convolution against its equation in plain loops, on random graphs with self-loops, double edges and isolated nodes.</summary>
public class PlainLoopTests
{
    private const int In = LayerCatalog.In, Out = LayerCatalog.Out;

    private static readonly Dictionary<string, Func<NeighbourLoop, Tensor>> Twins = new()
    {
        ["GCNConv"] = g => g.WithLoops(add: true).Propagate().matmul(g.State("lin.weight").t()) + g.State("bias"),
        ["GraphConv"] = g => g.Each((_, x, from) => g.Linear("lin_root", x) + g.Linear("lin_rel", NeighbourLoop.Sum(from, e => g.Row(e.From), x))),
        ["SAGEConv"] = g => g.Each((_, x, from) =>
            g.Linear("lin_r", x) + g.Linear("lin_l", NeighbourLoop.Sum(from, e => g.Row(e.From), x) / Math.Max(1, from.Count))),
        ["GINConv"] = g => g.Each((_, x, from) => g.Network("nn", (1 + g.State("eps")) * x + NeighbourLoop.Sum(from, e => g.Row(e.From), x))),
        ["GINEConv"] = g => g.Each((_, x, from) => g.Network(
            "nn", (1 + g.State("eps")) * x + NeighbourLoop.Sum(from, e => (g.Row(e.From) + g.Linear("lin", e.Features!)).relu(), x))),
        ["EdgeConv"] = g => g.Each((_, x, from) => Largest(from.Select(e => g.Network("nn", cat([x, g.Row(e.From) - x]))))),
        ["GATConv"] = g => g.WithLoops(add: true).Each((_, x, from) => Heads(2, h =>
        {
            Tensor Value(Tensor v) => g.State("lin.weight")[(2 * h)..(2 * h + 2)].mv(v);
            return NeighbourLoop.Attend(
                from,
                e => Leaky(Value(g.Row(e.From)).dot(g.State("att_src")[0, h]) + Value(x).dot(g.State("att_dst")[0, h])),
                e => Value(g.Row(e.From)), zeros(2, ScalarType.Float64));
        }) + g.State("bias")),
        ["GATv2Conv"] = g => g.WithLoops(add: true).Each((_, x, from) => Heads(2, h =>
        {
            var part = (2 * h)..(2 * h + 2);
            return NeighbourLoop.Attend(
                from,
                e => Leaky(g.Linear("lin_l", g.Row(e.From))[part] + g.Linear("lin_r", x)[part]).dot(g.State("att")[0, h]),
                e => g.Linear("lin_l", g.Row(e.From))[part], zeros(2, ScalarType.Float64));
        }) + g.State("bias")),
        ["TransformerConv"] = g => g.Each((_, x, from) => g.Linear("lin_skip", x) + Heads(2, h =>
        {
            var part = (2 * h)..(2 * h + 2);
            return NeighbourLoop.Attend(
                from,
                e => g.Linear("lin_query", x)[part].dot(g.Linear("lin_key", g.Row(e.From))[part]) / Math.Sqrt(2),
                e => g.Linear("lin_value", g.Row(e.From))[part], zeros(2, ScalarType.Float64));
        })),
        ["ResGatedGraphConv"] = g => g.Each((_, x, from) => g.Linear("lin_skip", x) + g.State("bias") + NeighbourLoop.Sum(
            from, e => (g.Linear("lin_key", x) + g.Linear("lin_query", g.Row(e.From))).sigmoid() * g.Linear("lin_value", g.Row(e.From)), g.State("bias"))),
        ["PNAConv"] = g => g.Each((_, x, from) => g.Linear("lin", g.Linear("post_nns.0.0", cat([x, Scaled(g, from.Count, Reduced(g, x, from))])))),
        ["GatedGraphConv"] = Gated,
        ["SGConv"] = g =>
        {
            var withLoops = g.WithLoops(add: true);
            return withLoops.On(withLoops.Propagate()).Propagate().matmul(g.State("lin.weight").t()) + g.State("lin.bias");
        },
        ["TAGConv"] = g =>
        {
            var hop = g;
            var sum = g.State("bias").unsqueeze(0);
            for (var k = 0; k <= 3; hop = hop.On(hop.Propagate()), k++) sum = sum + hop.Each((_, x, _) => g.Linear($"lins.{k}", x));
            return sum;
        },
        ["APPNP"] = g =>
        {
            var (step, start) = (g.WithLoops(add: true), g.Each((_, x, _) => x));
            for (var k = 0; k < 3; k++) step = step.On(0.8 * step.Propagate() + 0.2 * start);
            return step.Each((_, x, _) => x);
        },
        ["ChebConv"] = g =>
        {
            var plain = g.WithLoops(add: false);
            var zero = plain.Each((_, x, _) => x);
            var one = Laplacian(plain);
            var two = 2 * Laplacian(plain.On(one)) - zero;
            Tensor[] terms = [zero, one, two];
            return g.State("bias") + terms.Select((term, k) => term.matmul(g.State($"lins.{k}.weight").t())).Aggregate((sum, term) => sum + term);
        },
        ["ARMAConv"] = g =>
            (g.Propagate().matmul(g.State("init_weight")[0]) + g.Each((_, x, _) => x.matmul(g.State("root_weight")[0, 0])) + g.State("bias")[0, 0]).relu(),
    };

    public static TheoryData<string> Layers => [.. Twins.Keys];

    [Fact]
    public void Twins_Cover_EveryLayer() => Assert.Equal(ConvolutionTests.PublicLayers.Select(type => type.Name).Order(), Twins.Keys.Order());

    [Theory, MemberData(nameof(Layers))]
    public void Forward_RandomGraphs_MatchesPlainLoops(string name)
    {
        using var layer = LayerCatalog.Create(name, ScalarType.Float64);
        for (var seed = 1; seed <= 3; seed++)
        {
            using var scope = NewDisposeScope();
            using var guard = no_grad();
            var (numNodes, numEdges) = (7, 12 + seed);
            var (_, edgeIndex) = GraphExamples.Random(numNodes, numEdges, seed);
            var x = GraphExamples.Values(seed, ScalarType.Float64, numNodes, In);
            var edgeData = LayerCatalog.EdgeDataFor(name, numEdges, ScalarType.Float64);
            var edges = Enumerable.Range(0, numEdges)
                .Select(e => new PlainEdge((int)edgeIndex[0, e].item<long>(), (int)edgeIndex[1, e].item<long>(), edgeData?[e])).ToList();
            var expected = Twins[name](new NeighbourLoop(layer.state_dict(), x, edges));
            TensorAssert.Close(layer.call(x, edgeIndex, edgeData), expected, 1e-9 * Math.Max(1, TensorAssert.LargestMagnitude(expected)), $"{name}, seed {seed}");
        }
    }

    private static Tensor Leaky(Tensor v) => nn.functional.leaky_relu(v, 0.2);

    private static Tensor Heads(int count, Func<int, Tensor> head) => cat([.. Enumerable.Range(0, count).Select(head)]);

    private static Tensor Largest(IEnumerable<Tensor> rows)
    {
        Tensor[] all = [.. rows];
        return all.Length == 0 ? zeros(Out, ScalarType.Float64) : all.Aggregate((one, other) => one.maximum(other));
    }

    /// <summary><c>(L - I) X</c>: with lambda_max 2 the scaled Laplacian has no diagonal; degrees are over outgoing edges.</summary>
    private static Tensor Laplacian(NeighbourLoop g) =>
        g.Each((i, x, from) => NeighbourLoop.Sum(from, e => -NeighbourLoop.Scale(g.OutDegree(i), g.OutDegree(e.From)) * g.Row(e.From), x));

    private static Tensor Gated(NeighbourLoop g)
    {
        var state = g.On(g.Each((_, x, _) => cat([x, zeros(Out - In, ScalarType.Float64)])));
        for (var round = 0; round < 2; round++)
        {
            var current = state;
            state = state.On(state.Each((_, h, from) =>
            {
                var message = NeighbourLoop.Sum(from, e => current.Row(e.From).matmul(g.State("weight")[round]), h);
                var (i, s) = (g.State("rnn.weight_ih").mv(message) + g.State("rnn.bias_ih"), g.State("rnn.weight_hh").mv(h) + g.State("rnn.bias_hh"));
                var (r, z) = ((i[..Out] + s[..Out]).sigmoid(), (i[Out..(2 * Out)] + s[Out..(2 * Out)]).sigmoid());
                return (1 - z) * (i[(2 * Out)..] + r * s[(2 * Out)..]).tanh() + z * h;
            }));
        }
        return state.Each((_, h, _) => h);
    }

    /// <summary>Sum, mean, smallest, largest, variance and deviation of the messages.</summary>
    private static Tensor Reduced(NeighbourLoop g, Tensor x, List<PlainEdge> from)
    {
        if (from.Count == 0) return zeros(6 * In, ScalarType.Float64);
        var messages = stack([.. from.Select(e => g.Linear("pre_nns.0.0", cat([x, g.Row(e.From)])))]);
        var mean = messages.mean([0]);
        var variance = (messages - mean).square().mean([0]);
        return cat([messages.sum(0L), mean, messages.min(0).values, messages.max(0).values, variance, variance.sqrt().masked_fill(variance <= 1e-5, 0)]);
    }

    /// <summary>Times 1, amplification, attenuation and the two linear factors.</summary>
    private static Tensor Scaled(NeighbourLoop g, int degree, Tensor reduced)
    {
        var (linear, log) = (g.State("aggr_module.avg_deg_lin").item<double>(), g.State("aggr_module.avg_deg_log").item<double>());
        var atLeast1 = Math.Max(1, degree);
        double[] factors = [1, Math.Log(degree + 1) / log, log / Math.Log(atLeast1 + 1), degree / linear, linear / atLeast1];
        return cat([.. factors.Select(factor => reduced * factor)]);
    }
}
