using System.Text.Json;
using GraphSeq.Encoders;
using GraphSeq.Tests.Support;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Encoders;

public class ConvGoldenTests
{
    private const string Conv1dFile = "nn.Conv1d.json";
    private const string Conv2dFile = "nn.Conv2d_MaxPool2d.json";

    public static TheoryData<string> Conv1dCases => GoldenFile.CaseNames(Conv1dFile, entry => entry.TryGetProperty("inputs", out _));
    public static TheoryData<string> Conv2dCases => GoldenFile.CaseNames(Conv2dFile);

    [SkippableTheory, MemberData(nameof(Conv1dCases))]
    public void Conv1d_GoldenCase_MatchesValuesAndGradients(string name)
    {
        using var scope = NewDisposeScope();
        var golden = GoldenFile.Case(Conv1dFile, name);
        var conv = Conv1d(golden.Config);
        GoldenRunner.Check(golden, conv, () =>
        {
            var x = golden.Inputs["x"];
            return x.dim() == 2 ? conv.call(x.unsqueeze(0)).squeeze(0) : conv.call(x);
        });
    }

    [SkippableTheory, MemberData(nameof(Conv1dCases))]
    public void Conv1d_GoldenCaseInFloat64_MatchesValuesAndGradients(string name)
    {
        using var scope = NewDisposeScope();
        var golden = GoldenFile.Case(Conv1dFile, name);
        var conv = Conv1d(golden.Config);
        GoldenRunner.Check(golden, conv, () =>
        {
            var x = golden.Inputs["x"];
            return x.dim() == 2 ? conv.call(x.unsqueeze(0)).squeeze(0) : conv.call(x);
        }, dtype: ScalarType.Float64);
    }

    [SkippableFact]
    public void OutputLength_GoldenSpectrogramCase_MatchesPyTorchsShape()
    {
        using var scope = NewDisposeScope();
        var golden = GoldenFile.Json(Conv1dFile).GetProperty("cases").EnumerateArray()
            .Single(entry => entry.GetProperty("name").GetString() == "shape_128_128_k4_p2");
        long[] Shape(string group, string key) => golden.GetProperty(group).GetProperty(key).EnumerateArray().Select(size => size.GetInt64()).ToArray();
        var config = golden.GetProperty("config");
        var input = Shape("input_shapes", "x");
        var conv = Conv1d(config);
        Assert.Equal(Shape("state_dict_shapes", "weight"), conv.state_dict()["weight"].shape);
        Assert.Equal(Shape("output_shapes", "out"), conv.call(zeros(input)).shape);
        Assert.Equal(130, ConvShape.OutputLength(input[2], config.GetProperty("kernel_size").GetInt64(), padding: config.GetProperty("padding").GetInt64()));
        GoldenTally.Passed(Conv1dFile, golden.GetProperty("name").GetString()!);
    }

    [SkippableTheory, MemberData(nameof(Conv2dCases))]
    public void Conv2dAndMaxPool_GoldenCase_MatchesValuesAndGradients(string name)
    {
        using var scope = NewDisposeScope();
        var golden = GoldenFile.Case(Conv2dFile, name);
        var (first, second, pool) = (golden.Config.GetProperty("0_Conv2d"), golden.Config.GetProperty("2_Conv2d"), golden.Config.GetProperty("3_MaxPool2d"));
        var needsCeiling = pool.TryGetProperty("ceil_mode", out _);           // the encoder's pooling rounds down, so this one runs behind the stack
        ConvLayerOptions[] layers =
        [
            Layer(first),
            Layer(second) with
            {
                Activation = Activation.None,
                Pooling = needsCeiling ? Pooling.None : Pooling.Max,
                PoolKernel = Size(pool, "kernel_size", 2),
                PoolStride = pool.TryGetProperty("stride", out _) ? Size(pool, "stride", 1) : null,
            },
        ];
        var convs = new ModuleList<ConvLayer>(new ConvLayer(Int(first, "in_channels", 1), layers[0], 2), new ConvLayer(Int(second, "in_channels", 1), layers[1], 2));
        var stack = new ConvStack(layers, convs, new ModuleList<nn.Module>(nn.Identity(), nn.Identity()), timeDim: null);
        GoldenRunner.Check(golden, new Holder(convs), () =>
        {
            var y = stack.Forward(golden.Inputs["x"], null, training: false).Features;
            return needsCeiling
                ? nn.functional.max_pool2d(y, Int(pool, "kernel_size", 1), Int(pool, "stride", 1), Int(pool, "padding", 0), ceil_mode: true)
                : y;
        }, key => "convs." + key.Replace("2.", "1.", StringComparison.Ordinal));
    }

    /// <summary>A list of modules registers its own when it is part of a module.</summary>
    private sealed class Holder : nn.Module
    {
        [ComponentName(Name = "convs")] private readonly ModuleList<ConvLayer> _convs;

        public Holder(ModuleList<ConvLayer> convs) : base(nameof(Holder))
        {
            _convs = convs;
            RegisterComponents();
        }
    }

    private static ConvLayer Conv1d(JsonElement config) => new(Int(config, "in_channels", 1), Layer(config), 1);

    private static ConvLayerOptions Layer(JsonElement config) => new()
    {
        Channels = Int(config, "out_channels", 1),
        Kernel = Size(config, "kernel_size", 1),
        Stride = Size(config, "stride", 1),
        Dilation = Size(config, "dilation", 1),
        Groups = Int(config, "groups", 1),
        Bias = !config.TryGetProperty("bias", out var bias) || bias.GetBoolean(),
        Padding = config.TryGetProperty("padding", out var padding) && padding.ValueKind == JsonValueKind.String
            ? (Int(config, "kernel_size", 1) - 1) / 2                          // 'same', for an odd kernel
            : Size(config, "padding", 0),
        PaddingMode = config.TryGetProperty("padding_mode", out var mode) ? Enum.Parse<PaddingMode>(mode.GetString()!, ignoreCase: true) : PaddingMode.Zeros,
    };

    private static long Int(JsonElement config, string key, long @default) => config.TryGetProperty(key, out var value) ? value.GetInt64() : @default;

    private static Extent Size(JsonElement config, string key, long @default) =>
        config.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Array ? (value[0].GetInt64(), value[1].GetInt64()) : Int(config, key, @default);
}
