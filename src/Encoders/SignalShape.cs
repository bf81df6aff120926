using System.Text.Json.Serialization;

namespace GraphSeq.Encoders;

/// <summary>The shape of the signal that every node carries. Made by <see cref="Series"/>, <see cref="Image"/> or <see cref="ImageSequence"/>.</summary>
/// <remarks>Flat node features <c>[N, F]</c> are read through it as well, in row-major order: <c>F = T · C</c> for a series,
/// <c>C · H · W</c> for an image. A size left open (null) may differ from batch to batch, and then features cannot be flat.</remarks>
public sealed record SignalShape
{
    /// <summary>Series, image, or image sequence.</summary>
    public required SignalKind Kind { get; init; }

    /// <summary>Values per time step, or per pixel.</summary>
    public required long Channels { get; init; }

    /// <summary>Time steps of a series or an image sequence; null if open, and for an image.</summary>
    public long? Time { get; init; }

    /// <summary>Rows of an image; null if open, and for a series.</summary>
    public long? Height { get; init; }

    /// <summary>Columns of an image; null if open, and for a series.</summary>
    public long? Width { get; init; }

    /// <summary>Features of a node when laid out flat; null if a size is open.</summary>
    [JsonIgnore]
    public long? FlatSize => Kind switch
    {
        SignalKind.Series => Time * Channels,
        SignalKind.Image => Channels * Height * Width,
        _ => Time * Channels * Height * Width,
    };

    /// <summary>A series per node: <c>[N, T, C]</c>, or <c>[N, T · C]</c>.</summary>
    /// <param name="time">Time steps, T; null if they differ from batch to batch.</param>
    /// <param name="channels">Values per step, C.</param>
    public static SignalShape Series(long? time, long channels) => new() { Kind = SignalKind.Series, Time = time, Channels = channels };

    /// <summary>An image per node: <c>[N, C, H, W]</c>, or <c>[N, C · H · W]</c>.</summary>
    /// <param name="channels">Values per pixel, C.</param>
    /// <param name="height">Rows, H; null only where the height becomes time.</param>
    /// <param name="width">Columns, W; null only where the width becomes time.</param>
    public static SignalShape Image(long channels, long? height, long? width) =>
        new() { Kind = SignalKind.Image, Channels = channels, Height = height, Width = width };

    /// <summary>A sequence of images per node: <c>[N, T, C, H, W]</c>, or <c>[N, T · C · H · W]</c>.</summary>
    /// <param name="time">Images, T; null if they differ from batch to batch.</param>
    /// <param name="channels">Values per pixel, C.</param>
    /// <param name="height">Rows, H.</param>
    /// <param name="width">Columns, W.</param>
    public static SignalShape ImageSequence(long? time, long channels, long height, long width) =>
        new() { Kind = SignalKind.ImageSequence, Time = time, Channels = channels, Height = height, Width = width };

    /// <summary>The shape in words, such as <c>[numNodes, 7, 3]</c>, with a name where a size is open.</summary>
    public override string ToString() => Kind switch
    {
        SignalKind.Series => $"[numNodes, {Size(Time, "T")}, {Channels}]",
        SignalKind.Image => $"[numNodes, {Channels}, {Size(Height, "H")}, {Size(Width, "W")}]",
        _ => $"[numNodes, {Size(Time, "T")}, {Channels}, {Size(Height, "H")}, {Size(Width, "W")}]",
    };

    private static string Size(long? size, string name) => size?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? name;
}
