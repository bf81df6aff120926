namespace GraphSeq.Datasets;

/// <summary>Grey videos of one size and length with targets, as bytes.</summary>
public sealed class LabelledVideos
{
    private readonly byte[] _pixels;

    /// <summary>Takes pixels and targets; neither is copied.</summary>
    /// <param name="name">The set's name.</param>
    /// <param name="pixels">0..255, row-major <c>[videos, frames, height, width]</c>.</param>
    /// <param name="frames">Frames of a video; at least 1.</param>
    /// <param name="height">Rows; at least 1.</param>
    /// <param name="width">Columns; at least 1.</param>
    /// <param name="targets">One row per video.</param>
    /// <exception cref="ArgumentException">The sizes do not fit together.</exception>
    public LabelledVideos(string name, byte[] pixels, int frames, int height, int width, Targets targets)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentOutOfRangeException.ThrowIfLessThan(frames, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (targets.Level != TargetLevel.Graph || targets.Task == TaskKind.None)
            throw new ArgumentException("LabelledVideos: there must be one target per video.", nameof(targets));
        if (pixels.LongLength != (Int128)targets.Count * frames * height * width)
            throw new ArgumentException(
                $"LabelledVideos: {pixels.LongLength} pixels are not {targets.Count} videos of [{frames}, {height}, {width}].", nameof(pixels));
        (Name, _pixels, Frames, Height, Width, Targets) = (name, pixels, frames, height, width, targets);
    }

    /// <summary>The set's name.</summary>
    public string Name { get; }

    /// <summary>Number of videos.</summary>
    public int Count => Targets.Count;

    /// <summary>Frames of a video.</summary>
    public int Frames { get; }

    /// <summary>Rows of a frame.</summary>
    public int Height { get; }

    /// <summary>Columns of a frame.</summary>
    public int Width { get; }

    /// <summary>What is known of each video.</summary>
    public Targets Targets { get; }

    /// <summary>How the videos were made, in words.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>One frame, <c>[height, width]</c>.</summary>
    /// <param name="video">Position in the set.</param>
    /// <param name="frame">Counted from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such video or frame.</exception>
    public ReadOnlySpan<byte> this[int video, int frame]
    {
        get
        {
            if ((uint)video >= (uint)Count || (uint)frame >= (uint)Frames)
                throw new ArgumentOutOfRangeException(
                    nameof(video), $"{Name}: there is no frame {frame} of video {video}; there are {Count} videos of {Frames} frames, numbered from 0.");
            var size = Height * Width;
            return _pixels.AsSpan((video * Frames + frame) * size, size);
        }
    }
}
