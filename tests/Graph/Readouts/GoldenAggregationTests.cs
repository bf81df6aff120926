using GraphSeq.Graph.Readouts;
using GraphSeq.Tests.Support;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Graph.Readouts;

public class GoldenAggregationTests
{
    private static readonly Dictionary<string, Func<GoldenCase, Readout>> Readouts = new()
    {
        ["AttentionalAggregation"] = g => new AttentionalAggregation(
            NetworkText.Build(g.Text("gate_nn")!), g.Text("nn") is { } text ? NetworkText.Build(text) : null),
        ["Set2Set"] = g => new Set2Set(g.Int("in_channels", 0), (int)g.Int("processing_steps", 0), g.Int("num_layers", 1), g.Bool("bias", true)),
        ["SortAggregation"] = g => new SortAggregation((int)g.Int("k", 0)),
    };

    public static TheoryData<string, string> Cases => GoldenFile.CaseNames(Readouts.Keys);

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Forward_GoldenCase_MatchesPyG(string readout, string name) => GoldenLayer.Check(
        readout + ".json", name, Readouts[readout], (layer, golden) =>
        {
            // The file states the number of graphs only in the result: empty graphs at the end show there alone.
            var size = (int?)golden.Value("dim_size")?.GetInt64() ?? (int?)golden.Outputs.GetValueOrDefault("out")?.shape[0];
            return new Dictionary<string, Tensor> { ["out"] = layer.call(golden.Inputs["x"], golden.Input("index"), size) };
        });
}
