using GraphSeq.Graph.Convolutions;
using GraphSeq.Graph.Readouts;
using GraphSeq.Tests.Support;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Graph.Readouts;

public class GoldenPoolingTests
{
    private static readonly Dictionary<string, Func<GoldenCase, GraphPooling>> Poolings = new()
    {
        ["TopKPooling"] = g => new TopKPooling(
            g.Int("in_channels", 0), g.Double("ratio", 0.5), g.Value("min_score")?.GetDouble(), g.Double("multiplier", 1), Nonlinearity(g)),
        ["SAGPooling"] = g => new SAGPooling(
            Convolution(g), g.Double("ratio", 0.5), g.Value("min_score")?.GetDouble(), g.Double("multiplier", 1), Nonlinearity(g)),
    };

    public static TheoryData<string, string> Cases => GoldenFile.CaseNames(Poolings.Keys);

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Forward_GoldenCase_MatchesPyG(string layer, string name) => GoldenLayer.Check(layer + ".json", name, Poolings[layer], Run);

    private static Dictionary<string, Tensor> Run(GraphPooling pooling, GoldenCase golden)
    {
        var pooled = pooling.call(
            golden.Inputs["x"], golden.Inputs["edge_index"], golden.Input("edge_attr"), golden.Input("batch"), golden.Input("attn"));
        Dictionary<string, Tensor> outputs = new()
        {
            ["x"] = pooled.X,
            ["edge_index"] = pooled.EdgeIndex,
            ["batch"] = pooled.Batch,
            ["perm"] = pooled.Perm,
            ["score"] = pooled.Score,
        };
        if (pooled.EdgeAttr is { } data) outputs["edge_attr"] = data;
        return outputs;
    }

    private static Func<Tensor, Tensor>? Nonlinearity(GoldenCase golden) => golden.Text("nonlinearity") switch
    {
        null or "tanh" => null,
        "sigmoid" => sigmoid,
        "relu" => x => x.relu(),
        var other => throw new NotSupportedException($"{golden.Name}: nonlinearity is {other}."),
    };

    private static GraphConvolution Convolution(GoldenCase golden)
    {
        var inChannels = golden.Int("in_channels", 0);
        return golden.Text("GNN", "GraphConv") switch
        {
            "GraphConv" => new GraphConv(inChannels, 1),
            "GCNConv" => new GCNConv(inChannels, 1),
            "SAGEConv" => new SAGEConv(inChannels, 1),
            "GATConv" => new GATConv(inChannels, 1),
            var other => throw new NotSupportedException($"{golden.Name}: GNN is {other}."),
        };
    }
}
