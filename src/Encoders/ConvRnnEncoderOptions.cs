namespace GraphSeq.Encoders;

/// <summary>How a <see cref="ConvRnnEncoder"/> is built. Immutable; vary a copy with <c>with</c>.</summary>
public sealed record ConvRnnEncoderOptions
{
    /// <summary>
    /// Shape of one node's signal: a series <c>[T, C]</c>, an image <c>[C, H, W]</c> or images in time <c>[T, C, H, W]</c>. Flat features
    /// <c>[N, F]</c> are viewed in it, so its product is then F.
    /// </summary>
    public required IReadOnlyList<long> InputShape { get; init; }

    /// <summary>Convolutions in order: over time for a series, over height and width for images. Default: none.</summary>
    public IReadOnlyList<ConvStageOptions> Convs { get; init; } = [];

    /// <summary>The axis of an image that becomes time; no meaning for other inputs. Default: height.</summary>
    public TimeAxis TimeAxis { get; init; } = TimeAxis.Height;

    /// <summary>The recurrent layer; null for none. Default: none.</summary>
    public RecurrentOptions? Recurrent { get; init; }

    /// <summary>How steps become one vector. Default: the last step.</summary>
    public TimeReduction Reduction { get; init; } = TimeReduction.Last;

    internal bool IsSeries => InputShape.Count == 2;

    internal bool HasFrames => InputShape.Count == 4;

    /// <summary>Channels of the signal.</summary>
    internal long InputChannels => IsSeries ? InputShape[1] : InputShape[^3];

    /// <summary>Sizes of the axes that convolutions run over.</summary>
    internal long[] ConvAxes => IsSeries ? [InputShape[0]] : [InputShape[^2], InputShape[^1]];

    /// <summary>Position among <see cref="ConvAxes"/> of the axis that is time; -1 when convolutions do not run over time.</summary>
    internal int TimeConvAxis => IsSeries ? 0 : HasFrames || TimeAxis == TimeAxis.Channels ? -1 : TimeAxis == TimeAxis.Height ? 0 : 1;

    /// <summary>Checks everything, reports all problems in one exception, and returns the shape that leaves the convolutions.</summary>
    /// <returns>Channels and axis sizes behind the last convolution.</returns>
    internal (long Channels, long[] Axes) Validate()
    {
        List<string> problems = [];
        if (InputShape.Count is < 2 or > 4 || InputShape.Any(size => size < 1))
            throw new ArgumentException(
                $"ConvRnnEncoderOptions: InputShape is [{string.Join(", ", InputShape)}] but must be [T, C], [C, H, W] or [T, C, H, W], each at least 1.");
        var (channels, axes) = (InputChannels, ConvAxes);
        for (var i = 0; i < Convs.Count; i++)
        {
            var before = problems.Count;
            Convs[i].AddProblems(problems, $"Convs[{i}]", axes.Length, channels);
            if (problems.Count > before) break;
            for (var axis = 0; axis < axes.Length; axis++)
            {
                var length = Convs[i].OutputLength(axes[axis], axis, out var problem);
                if (problem is not null) problems.Add($"Convs[{i}] cannot work over the {AxisName(axis)}: {problem}. Add padding or use a smaller kernel.");
                axes[axis] = Math.Max(1, length);
            }
            channels = Convs[i].Channels;
        }
        Recurrent?.AddProblems(problems);
        if (problems.Count > 0) throw new ArgumentException($"ConvRnnEncoderOptions: {string.Join(" ", problems)}");
        return (channels, axes);
    }

    internal string AxisName(int axis) => IsSeries ? "time axis" : axis == 0 ? "height" : "width";
}
