using static TorchSharp.torch;

namespace GraphSeq.Tests.Graph.Convolutions;

/// <summary>One edge as a plain loop sees it.</summary>
/// <param name="From">Source.</param>
/// <param name="To">Target.</param>
/// <param name="Features">Features, <c>[D]</c>; null for none.</param>
internal sealed record PlainEdge(int From, int To, Tensor? Features);

/// <summary>A layer as its equation says it: for every node, every node is asked for every edge that leads from it, O(N^2).</summary>
/// <param name="state">The layer's state dict, float64.</param>
/// <param name="x">Node features, <c>[N, F]</c>.</param>
/// <param name="edges">The edges.</param>
internal sealed class NeighbourLoop(IReadOnlyDictionary<string, Tensor> state, Tensor x, IReadOnlyList<PlainEdge> edges)
{
    public int Count { get; } = (int)x.shape[0];

    public Tensor State(string key) => state[key];

    /// <summary><c>W v + b</c> with the state's <c>key.weight</c> and, where there is one, <c>key.bias</c>.</summary>
    public Tensor Linear(string key, Tensor v)
    {
        var y = state[$"{key}.weight"].mv(v);
        return state.TryGetValue($"{key}.bias", out var bias) ? y + bias : y;
    }

    /// <summary>Linear, ReLU, linear.</summary>
    public Tensor Network(string key, Tensor v) => Linear($"{key}.2", Linear($"{key}.0", v).relu());

    /// <summary>A row for every node from its number, its features and the edges that reach it.</summary>
    public Tensor Each(Func<int, Tensor, List<PlainEdge>, Tensor> row) => stack([.. Enumerable.Range(0, Count).Select(i => row(i, x[i], Incoming(i)))]);

    public Tensor Row(int i) => x[i];

    /// <summary>The same layer on other features.</summary>
    public NeighbourLoop On(Tensor other) => new(state, other, edges);

    /// <summary>Without the graph's loops; with <paramref name="add"/> each node has one instead.</summary>
    public NeighbourLoop WithLoops(bool add) =>
        new(state, x, [.. edges.Where(e => e.From != e.To), .. Enumerable.Range(0, add ? Count : 0).Select(i => new PlainEdge(i, i, null))]);

    public int InDegree(int i) => edges.Count(e => e.To == i);

    public int OutDegree(int i) => edges.Count(e => e.From == i);

    /// <summary><c>d_i^-1/2 d_j^-1/2</c>, 0 where a degree is 0.</summary>
    public static double Scale(int own, int other) => own == 0 || other == 0 ? 0 : 1 / Math.Sqrt((double)own * other);

    /// <summary><c>D^-1/2 A D^-1/2 X</c> with degrees over incoming edges.</summary>
    public Tensor Propagate() => Each((i, _, incoming) => Sum(incoming, e => Scale(InDegree(i), InDegree(e.From)) * Row(e.From), x[i]));

    public static Tensor Sum(IEnumerable<PlainEdge> incoming, Func<PlainEdge, Tensor> message, Tensor like) =>
        incoming.Select(message).Aggregate((Tensor?)null, (sum, next) => sum is null ? next : sum + next) ?? zeros_like(like);

    /// <summary>Messages weighed by the softmax of their scores; zeros without any.</summary>
    public static Tensor Attend(List<PlainEdge> incoming, Func<PlainEdge, Tensor> score, Func<PlainEdge, Tensor> value, Tensor like)
    {
        var largest = incoming.Count == 0 ? 0 : incoming.Max(e => score(e).item<double>());
        var total = incoming.Sum(e => Math.Exp(score(e).item<double>() - largest));
        return Sum(incoming, e => Math.Exp(score(e).item<double>() - largest) / total * value(e), like);
    }

    private List<PlainEdge> Incoming(int i)
    {
        List<PlainEdge> incoming = [];
        for (var j = 0; j < Count; j++) incoming.AddRange(edges.Where(e => e.From == j && e.To == i));
        return incoming;
    }
}
