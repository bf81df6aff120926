using GraphSeq.Graph;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Support;

/// <summary>Small graphs by name, the odd ones among them.</summary>
internal static class GraphExamples
{
    /// <summary>Names of all graphs: random, and those that break careless code.</summary>
    public static readonly string[] Names = ["random", "noEdges", "oneNode", "oneNodeLoop", "isolated", "selfLoops", "doubleEdges", "star"];

    public static TheoryData<string> All => [.. Names];

    /// <summary>Number of nodes and edges <c>[2, E]</c> of a graph.</summary>
    public static (int NumNodes, Tensor EdgeIndex) Named(string name) => name switch
    {
        "random" => Random(17, 50, seed: 3),
        "noEdges" => Of(4, []),
        "oneNode" => Of(1, []),
        "oneNodeLoop" => Of(1, [(0, 0)]),
        "isolated" => Of(5, [(0, 1), (1, 0), (4, 1)]),
        "selfLoops" => Of(4, [(0, 0), (1, 0), (2, 2), (2, 2), (3, 2), (1, 3)]),
        "doubleEdges" => Of(4, [(0, 1), (0, 1), (2, 1), (1, 0), (3, 2), (3, 2), (3, 2)]),
        "star" => Of(6, [(1, 0), (2, 0), (3, 0), (4, 0), (5, 0)]),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such graph."),
    };

    /// <summary>A random directed graph with self-loops, double edges and edges in no order.</summary>
    public static (int NumNodes, Tensor EdgeIndex) Random(int numNodes, int numEdges, int seed)
    {
        var random = new Random(seed);
        return Of(numNodes, [.. Enumerable.Range(0, numEdges).Select(_ => (random.Next(numNodes), random.Next(numNodes)))]);
    }

    /// <summary>Values from a normal distribution.</summary>
    public static Tensor Values(int seed, ScalarType type, params long[] shape)
    {
        using var generator = new Generator((ulong)seed);
        return randn(shape, ScalarType.Float64, generator: generator).to(type);
    }

    private static (int, Tensor) Of(int numNodes, (int Source, int Target)[] edges)
    {
        var ids = edges.Select(e => (long)e.Source).Concat(edges.Select(e => (long)e.Target)).ToArray();
        return (numNodes, HostTensors.Create<long>(ids, [2, edges.Length]));
    }
}
