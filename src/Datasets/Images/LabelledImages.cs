namespace GraphSeq.Datasets;

/// <summary>Images of one size with a class each, as bytes.</summary>
public sealed class LabelledImages
{
    private readonly byte[] _pixels;
    private readonly long[] _labels;

    /// <summary>Takes pixels and labels; neither is copied.</summary>
    /// <param name="name">The set's name.</param>
    /// <param name="pixels">0..255, row-major <c>[images, channels, height, width]</c>.</param>
    /// <param name="channels">Values per pixel; at least 1.</param>
    /// <param name="height">Rows; at least 1.</param>
    /// <param name="width">Columns; at least 1.</param>
    /// <param name="labels">Class of each image, in <c>[0, classNames.Count)</c>.</param>
    /// <param name="classNames">Names of the classes.</param>
    /// <exception cref="ArgumentException">The sizes do not fit together, or a label is out of range.</exception>
    public LabelledImages(string name, byte[] pixels, int channels, int height, int width, long[] labels, IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(classNames);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (pixels.LongLength != (Int128)labels.LongLength * channels * height * width)
            throw new ArgumentException(
                $"LabelledImages: {pixels.LongLength} pixels are not {labels.LongLength} images of [{channels}, {height}, {width}].", nameof(pixels));
        if (Array.FindIndex(labels, label => label < 0 || label >= classNames.Count) is var wrong and >= 0)
            throw new ArgumentException($"LabelledImages: label {labels[wrong]} of image {wrong} is not in [0, {classNames.Count}).", nameof(labels));
        (Name, _pixels, _labels, ClassNames) = (name, pixels, labels, classNames);
        (Channels, Height, Width) = (channels, height, width);
    }

    /// <summary>The set's name.</summary>
    public string Name { get; }

    /// <summary>Number of images.</summary>
    public int Count => _labels.Length;

    /// <summary>Values per pixel.</summary>
    public int Channels { get; }

    /// <summary>Rows of an image.</summary>
    public int Height { get; }

    /// <summary>Columns of an image.</summary>
    public int Width { get; }

    /// <summary>Class of each image.</summary>
    public ReadOnlySpan<long> Labels => _labels;

    /// <summary>Names of the classes.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>Where the images come from; null when no reader made them.</summary>
    public ReadReport? Report { get; init; }

    /// <summary>What the reader found, in words.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>One image, <c>[channels, height, width]</c>.</summary>
    /// <param name="image">Position in the set.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such image.</exception>
    public ReadOnlySpan<byte> this[int image]
    {
        get
        {
            if ((uint)image >= (uint)Count)
                throw new ArgumentOutOfRangeException(nameof(image), $"{Name}: there is no image {image}; the set has {Count}, numbered from 0.");
            var size = Channels * Height * Width;
            return _pixels.AsSpan(image * size, size);
        }
    }
}
