using System.Text.Json;
using GraphSeq.Graph.Convolutions;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Graph.Convolutions;

public class GoldenPNAConvTests
{
    private const string File = "PNAConv.json";

    public static TheoryData<string> Cases => GoldenFile.CaseNames(File);

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Forward_GoldenCase_MatchesPyG(string name) => GoldenLayer.Check(File, name, golden => new PNAConv(
        golden.Int("in_channels", 0), golden.Int("out_channels", 0), List(golden, "aggregators", Aggregator), List(golden, "scalers", Scaler),
        List(golden, "deg", value => value.GetInt64()), GoldenLayer.OptionalInt(golden, "edge_dim"), (int)golden.Int("towers", 1),
        (int)golden.Int("pre_layers", 1), (int)golden.Int("post_layers", 1), golden.Bool("divide_input", false),
        GoldenLayer.ActivationModule(golden), golden.Bool("train_norm", false), GoldenConfig.Flow(golden)));

    private static T[] List<T>(GoldenCase golden, string key, Func<JsonElement, T> read) => [.. golden.Value(key)!.Value.EnumerateArray().Select(read)];

    private static PnaAggregator Aggregator(JsonElement name) => name.GetString() switch
    {
        "sum" or "add" => PnaAggregator.Sum,
        "mean" => PnaAggregator.Mean,
        "min" => PnaAggregator.Min,
        "max" => PnaAggregator.Max,
        "var" => PnaAggregator.Variance,
        "std" => PnaAggregator.StandardDeviation,
        var other => throw new NotSupportedException($"The aggregator is {other}."),
    };

    private static PnaScaler Scaler(JsonElement name) => name.GetString() switch
    {
        "identity" => PnaScaler.Identity,
        "amplification" => PnaScaler.Amplification,
        "attenuation" => PnaScaler.Attenuation,
        "linear" => PnaScaler.Linear,
        "inverse_linear" => PnaScaler.InverseLinear,
        var other => throw new NotSupportedException($"The scaler is {other}."),
    };
}
