using System.Text.Json;
using GraphSeq.Graph;
using GraphSeq.Graph.Autograd;
using GraphSeq.Graph.Convolutions;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Support;

/// <summary>Runs a convolution's golden cases on every path: our kernels, libtorch, and double precision.</summary>
internal static class GoldenLayer
{
    /// <summary>For layers that take x, edges and at most one kind of edge data, bipartite or not.</summary>
    public static void Check(string file, string name, Func<GoldenCase, GraphConvolution> create) =>
        Check(file, name, create, (layer, golden) => golden.Outputs.ContainsKey("attention")
            ? RunWithAttention((AttentionConvolution)layer, golden)
            : new Dictionary<string, Tensor> { ["out"] = Run(layer, golden) });

    /// <summary>For layers that are called in a way of their own.</summary>
    public static void Check<TLayer>(
        string file, string name, Func<GoldenCase, TLayer> create, Func<TLayer, GoldenCase, IReadOnlyDictionary<string, Tensor>> run)
        where TLayer : nn.Module
    {
        CheckOne(ScalarType.Float32);
        CheckOne(ScalarType.Float64);
        using var torch = KernelMemory.UseTorch();
        CheckOne(ScalarType.Float32);

        void CheckOne(ScalarType dtype)
        {
            using var scope = NewDisposeScope();
            var golden = GoldenFile.Case(file, name);
            using var layer = create(golden);
            GoldenRunner.Check(golden, layer, () => run(layer, golden), dtype: dtype);
        }
    }

    /// <summary>Input channels, a pair in bipartite cases.</summary>
    public static InputChannels InputChannels(GoldenCase golden)
    {
        var channels = golden.Value("in_channels")!.Value;
        return channels.ValueKind == JsonValueKind.Array ? (channels[0].GetInt64(), channels[1].GetInt64()) : channels.GetInt64();
    }

    /// <summary>An optional whole number.</summary>
    public static long? OptionalInt(GoldenCase golden, string key) => golden.Value(key)?.GetInt64();

    /// <summary>PyG's <c>fill_value</c>.</summary>
    public static SelfLoopFill Fill(GoldenCase golden) => golden.Value("fill_value") switch
    {
        null => default,
        { ValueKind: JsonValueKind.Number } value => value.GetDouble(),
        _ => GoldenConfig.Aggregation(golden.Text("fill_value")!),
    };

    /// <summary>The network that text such as <c>Sequential(Linear(5,6), ReLU(), Linear(6,4))</c> stands for.</summary>
    public static nn.Module<Tensor, Tensor> Network(GoldenCase golden) => NetworkText.Build(golden.Text("nn")!);

    /// <summary>The activation between layers that a name stands for.</summary>
    public static Func<nn.Module<Tensor, Tensor>>? ActivationModule(GoldenCase golden) => golden.Text("act") switch
    {
        null or "relu" => null,
        "tanh" => () => nn.Tanh(),
        "elu" => () => nn.ELU(),
        var other => throw new NotSupportedException($"{golden.Name}: act is {other}."),
    };

    /// <summary>The activation that a name stands for.</summary>
    public static Func<Tensor, Tensor>? Activation(GoldenCase golden) => golden.Text("act") switch
    {
        null => null,
        "none" => x => x,
        "relu" => x => nn.functional.relu(x),
        "tanh" => x => x.tanh(),
        "sigmoid" => x => x.sigmoid(),
        "elu" => x => nn.functional.elu(x, 1),
        var other => throw new NotSupportedException($"{golden.Name}: act is {other}."),
    };

    private static Dictionary<string, Tensor> RunWithAttention(AttentionConvolution layer, GoldenCase golden)
    {
        var result = layer.CallWithAttention(golden.Inputs["x"], golden.Inputs["edge_index"], golden.Input("edge_attr"));
        return new() { ["out"] = result.Output, ["attention_edge_index"] = result.EdgeIndex, ["attention"] = result.Attention };
    }

    private static Tensor Run(GraphConvolution layer, GoldenCase golden)
    {
        var edgeData = golden.Input("edge_attr") ?? golden.Input("edge_weight");
        if (golden.Input("x_src") is not { } source) return layer.call(golden.Inputs["x"], golden.Inputs["edge_index"], edgeData);
        var target = golden.Inputs["x_dst"];
        using var adjacency = SparseAdjacency.FromBipartite(golden.Inputs["edge_index"], source.shape[0], target.shape[0]);
        return ((BipartiteConvolution)layer).call(source, target, adjacency, edgeData);
    }
}
