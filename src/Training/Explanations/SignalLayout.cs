using GraphSeq.Encoders;
using GraphSeq.Models;
using static TorchSharp.torch;

namespace GraphSeq.Training.Explanations;

/// <summary>Where time lies in a node's features as a model reads them: brings <c>[..., N, ...NodeShape]</c> to <c>[..., N, T, C]</c> and back.</summary>
/// <remarks>Without a time axis T is 1 and C the number of features.</remarks>
internal sealed class SignalLayout
{
    private readonly long[] _nodeShape;
    private readonly long[] _signal;            // the features as the model reads them: flat ones may be a series or an image
    private readonly int? _timeAxis;

    private SignalLayout(long[] nodeShape, long[] signal, int? timeAxis)
    {
        (_nodeShape, _signal, _timeAxis) = (nodeShape, signal, timeAxis);
        Steps = timeAxis is { } axis ? signal[axis] : 1;
        Channels = signal.Aggregate(1L, (product, size) => product * size) / Math.Max(1, Steps);
    }

    /// <summary>Time steps, T.</summary>
    public long Steps { get; }

    /// <summary>Values per node and step, C.</summary>
    public long Channels { get; }

    /// <summary>Whether the features have a time axis at all.</summary>
    public bool HasTime => _timeAxis is not null;

    /// <summary>The layout of a model's features.</summary>
    public static SignalLayout Of(SequenceGraphModelOptions options)
    {
        long[] shape = [.. options.NodeShape];
        if (options.Order != ModelOrder.SequenceFirst && options.Series is { } series) return new(shape, [series.Steps, series.Channels], 0);
        if (options.Encoder is not { } encoder) return shape.Length is 2 or 4 ? new(shape, shape, 0) : new(shape, shape, null);
        var input = encoder.Input;
        long[] Read(params long?[] declared) => shape.Length == 1 ? [.. declared.Select(size => size!.Value)] : shape;
        return input.Kind switch
        {
            SignalKind.Series => new(shape, Read(input.Time, input.Channels), 0),
            SignalKind.ImageSequence => new(shape, Read(input.Time, input.Channels, input.Height, input.Width), 0),
            _ => new(shape, Read(input.Channels, input.Height, input.Width), encoder.SequenceAxis switch
            {
                SequenceAxis.Width => 2,
                SequenceAxis.Height => 1,
                _ => encoder.Convs.Count == 0 ? 0 : null,               // channels made by convolutions are no steps of the input
            }),
        };
    }

    /// <summary><c>[N, ...NodeShape] -> [N, T, C]</c>.</summary>
    public Tensor ToCells(Tensor x)
    {
        using var scope = NewDisposeScope();
        var signal = x.reshape([x.shape[0], .. _signal]);
        return signal.permute(TimeFirst(leading: 1)).reshape(x.shape[0], Steps, Channels).MoveToOuterDisposeScope();
    }

    /// <summary><c>[S, N, T, C] -> [S, N, ...NodeShape]</c>.</summary>
    public Tensor FromCells(Tensor cells)
    {
        using var scope = NewDisposeScope();
        long[] lead = [cells.shape[0], cells.shape[1]];
        var order = TimeFirst(leading: 2);
        long[] sizes = [.. lead, .. _signal];
        var inverse = new long[order.Length];
        for (var i = 0; i < order.Length; i++) inverse[order[i]] = i;
        var permuted = cells.reshape([.. order.Select(axis => sizes[axis])]);
        return permuted.permute(inverse).reshape([.. lead, .. _nodeShape]).MoveToOuterDisposeScope();
    }

    private long[] TimeFirst(int leading)
    {
        var axes = Enumerable.Range(0, _signal.Length).ToList();
        if (_timeAxis is { } time)
        {
            axes.Remove(time);
            axes.Insert(0, time);
        }
        return [.. Enumerable.Range(0, leading).Select(axis => (long)axis), .. axes.Select(axis => (long)(axis + leading))];
    }
}
