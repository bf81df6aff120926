using GraphSeq.Encoders;
using GraphSeq.Models;

namespace GraphSeq.Benchmarks.Models;

/// <summary>The models that are held against PyG, plain: no standardisation, norm, dropout or residuals, ReLU, mean readout, one linear layer.</summary>
internal static class TableModels
{
    private const int Width = 64;
    private const string PresetPrefix = "preset:";

    /// <summary>What <c>--model</c> takes, beside <c>preset:NAME</c> for one of <see cref="ModelPresets"/>.</summary>
    public static IReadOnlyList<string> Names { get; } = ["gcn", "gat", "gin", "sage", "conv-lstm-gcn"];

    /// <summary>The options of a model.</summary>
    /// <param name="name">One of <see cref="Names"/>, or <c>preset:NAME</c>.</param>
    /// <param name="nodeShape">Shape of one node's features; the encoder needs 21 of them and reads them as 7 × 3.</param>
    /// <param name="outputs">Classes.</param>
    /// <exception cref="ArgumentException">There is no such model, or the features do not suit it.</exception>
    public static SequenceGraphModelOptions Create(string name, IReadOnlyList<long> nodeShape, int outputs)
    {
        if (name.StartsWith(PresetPrefix, StringComparison.Ordinal)) return ModelPresets.Create(name[PresetPrefix.Length..], nodeShape, outputs);
        var options = new SequenceGraphModelOptions { NodeShape = [.. nodeShape], Outputs = outputs, Layers = 4, HiddenSize = Width };
        return name switch
        {
            "gcn" or "gin" or "sage" => options with { Convolution = new() { Kind = name } },
            "gat" => options with { Convolution = new() { Kind = name, Heads = 4 } },
            "conv-lstm-gcn" => options with { Layers = 3, Encoder = Encoder() },
            _ => throw new ArgumentException($"There is no model {name}; there are {string.Join(", ", Names)}."),
        };
    }

    /// <summary><c>[N, 1, 7, 3] -> Conv2d 32 -> Conv2d 64 -> LSTM(192 -> 64) over 7 steps -> [N, 64]</c>.</summary>
    private static ConvRnnEncoderOptions Encoder() => new()
    {
        Input = SignalShape.Image(1, 7, 3),
        SequenceAxis = SequenceAxis.Height,
        Convs = [Conv(32), Conv(64)],
        Cell = RecurrentCell.Lstm,
        HiddenSize = Width,
    };

    private static ConvLayerOptions Conv(long channels) => new() { Channels = channels, Kernel = 3, Padding = 1 };
}
