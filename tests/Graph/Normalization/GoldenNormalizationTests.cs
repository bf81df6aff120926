using GraphSeq.Graph.Normalization;
using GraphSeq.Tests.Support;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Graph.Normalization;

public class GoldenNormalizationTests
{
    private static readonly Dictionary<string, Func<GoldenCase, NormalizationLayer>> Layers = new()
    {
        ["BatchNorm"] = g => new BatchNorm(
            Channels(g), g.Double("eps", 1e-5), Momentum(g), g.Bool("affine", true), g.Bool("track_running_stats", true),
            g.Bool("allow_single_element", false)),
        ["LayerNorm"] = g => new LayerNorm(
            Channels(g), g.Double("eps", 1e-5), g.Bool("affine", true), g.Text("mode", "graph") == "node" ? LayerNormMode.Node : LayerNormMode.Graph),
        ["InstanceNorm"] = g => new InstanceNorm(
            Channels(g), g.Double("eps", 1e-5), g.Double("momentum", 0.1), g.Bool("affine", false), g.Bool("track_running_stats", false)),
        ["GraphNorm"] = g => new GraphNorm(Channels(g), g.Double("eps", 1e-5)),
        ["PairNorm"] = g => new PairNorm(g.Double("scale", 1), g.Bool("scale_individually", false), g.Double("eps", 1e-5)),
    };

    public static TheoryData<string, string> Cases => GoldenFile.CaseNames(Layers.Keys);

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Forward_GoldenCase_MatchesPyG(string layer, string name) => GoldenLayer.Check(
        layer + ".json", name, Layers[layer],
        (norm, golden) => new Dictionary<string, Tensor> { ["out"] = norm.call(golden.Inputs["x"], golden.Input("batch")) });

    private static long Channels(GoldenCase golden) => golden.Int("in_channels", 0);

    /// <summary>Listed as None means the cumulative mean; not listed means PyG's default.</summary>
    private static double? Momentum(GoldenCase golden) =>
        golden.Config.TryGetProperty("momentum", out _) ? golden.Value("momentum")?.GetDouble() : 0.1;
}
