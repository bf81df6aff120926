using System.Text.Json;
using GraphSeq.Encoders;
using GraphSeq.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Encoders;

public class GoldenConvStageTests
{
    private const string Conv1dFile = "nn.Conv1d.json";
    private const string Conv2dFile = "nn.Conv2d_MaxPool2d.json";

    public static TheoryData<string> Conv1dCases => GoldenFile.CaseNames(Conv1dFile);

    public static TheoryData<string> Conv2dCases => GoldenFile.CaseNames(Conv2dFile);

    [SkippableTheory, MemberData(nameof(Conv1dCases))]
    public void Conv1d_GoldenCase_MatchesPyTorch(string name)
    {
        using var scope = NewDisposeScope();
        var golden = GoldenFile.Case(Conv1dFile, name);
        var options = Options(golden.Config) with { Activation = ActivationKind.None };
        var inChannels = golden.Int("in_channels", 0);
        if (golden.Json.TryGetProperty("output_shapes", out var shapes))
        {
            CheckShape(golden.Json.GetProperty("input_shapes").GetProperty("x"), shapes.GetProperty("out"), options, inChannels);
            return;
        }
        var (conv, norm) = ConvStage.CreateModules(options, inChannels, axes: 1);
        GoldenRunner.Check(golden, conv, () =>
        {
            var x = golden.Inputs["x"];
            return x.Dimensions == 2 ? Run(options, conv, norm, x.unsqueeze(0)).squeeze(0) : Run(options, conv, norm, x);
        });
    }

    [SkippableTheory, MemberData(nameof(Conv2dCases))]
    public void Conv2dStack_GoldenCase_MatchesPyTorch(string name)
    {
        using var scope = NewDisposeScope();
        var golden = GoldenFile.Case(Conv2dFile, name);
        var (firstConfig, secondConfig) = (golden.Config.GetProperty("0_Conv2d"), golden.Config.GetProperty("2_Conv2d"));
        var pool = golden.Config.GetProperty("3_MaxPool2d");
        var first = Options(firstConfig);
        var second = Options(secondConfig) with
        {
            Activation = ActivationKind.None,
            Pool = PoolKind.Max,
            PoolKernel = Sizes(pool, "kernel_size", 2),
            PoolStride = Sizes(pool, "stride", 0),
            PoolPadding = Sizes(pool, "padding", 0),
            PoolCeilMode = pool.TryGetProperty("ceil_mode", out var ceil) && ceil.GetBoolean(),
        };
        var (conv0, norm0) = ConvStage.CreateModules(first, firstConfig.GetProperty("in_channels").GetInt64(), axes: 2);
        var (conv1, norm1) = ConvStage.CreateModules(second, secondConfig.GetProperty("in_channels").GetInt64(), axes: 2);
        using var both = nn.Sequential(("0", (nn.Module<Tensor, Tensor>)conv0), ("2", (nn.Module<Tensor, Tensor>)conv1));
        GoldenRunner.Check(golden, both, () => Run(second, conv1, norm1, Run(first, conv0, norm0, golden.Inputs["x"])));
    }

    private static void CheckShape(JsonElement input, JsonElement output, ConvStageOptions options, long inChannels)
    {
        long[] shape = [.. input.EnumerateArray().Select(size => size.GetInt64())];
        var (conv, norm) = ConvStage.CreateModules(options, inChannels, axes: 1);
        Assert.Equal(output.EnumerateArray().Select(size => size.GetInt64()), Run(options, conv, norm, zeros(shape)).shape);
    }

    private static Tensor Run(ConvStageOptions options, nn.Module conv, nn.Module norm, Tensor x)
    {
        TrueLengths? none = null;
        return new ConvStage(options, 0, conv, norm).Run(x, timeAxis: -1, ref none, training: false);
    }

    private static ConvStageOptions Options(JsonElement config)
    {
        var (kernel, dilation) = (Sizes(config, "kernel_size", 1), Sizes(config, "dilation", 1));
        var same = config.TryGetProperty("padding", out var padding) && padding.ValueKind == JsonValueKind.String;
        return new ConvStageOptions
        {
            Channels = config.GetProperty("out_channels").GetInt64(),
            Kernel = kernel,
            Stride = Sizes(config, "stride", 1),
            Padding = same ? [dilation[0] * (kernel[0] - 1) / 2] : Sizes(config, "padding", 0),
            Dilation = dilation,
            Groups = config.TryGetProperty("groups", out var groups) ? groups.GetInt64() : 1,
            Bias = !config.TryGetProperty("bias", out var bias) || bias.GetBoolean(),
            PaddingMode = config.TryGetProperty("padding_mode", out var mode) ? Enum.Parse<PaddingModes>(mode.GetString()!, ignoreCase: true) : PaddingModes.Zeros,
        };
    }

    private static long[] Sizes(JsonElement config, string name, long @default) => !config.TryGetProperty(name, out var value)
        ? [@default]
        : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(size => size.GetInt64())] : [value.GetInt64()];
}
