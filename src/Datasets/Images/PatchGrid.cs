namespace GraphSeq.Datasets;

/// <summary>Where the patches of an image lie, and how one is copied.</summary>
internal sealed class PatchGrid
{
    private readonly PatchOptions _options;
    private readonly int _height, _width, _imageChannels;

    /// <exception cref="ArgumentException">An option is out of range, or the patches do not cover the image exactly.</exception>
    public PatchGrid(int channels, int height, int width, PatchOptions options)
    {
        options.Validate();
        (_options, _imageChannels, _height, _width) = (options, channels, height, width);
        (Rows, Columns) = (Count(height, "height"), Count(width, "width"));
    }

    public int Rows { get; }

    public int Columns { get; }

    /// <summary>Shape of one patch, <c>[C, H, W]</c>.</summary>
    public long[] Shape => [_imageChannels + (_options.Positions ? 2 : 0), _options.Size, _options.Size];

    /// <summary>Values of one patch.</summary>
    public int NumValues => (_imageChannels + (_options.Positions ? 2 : 0)) * _options.Size * _options.Size;

    /// <summary>Writes one patch of an image, <c>[C, H, W]</c>, pixels from 0 to 1; outside the image they are 0.</summary>
    public void Copy(ReadOnlySpan<byte> image, int row, int column, Span<float> to)
    {
        var (size, top, left) = (_options.Size, row * _options.Step - _options.Padding, column * _options.Step - _options.Padding);
        to.Clear();
        var at = 0;
        for (var channel = 0; channel < _imageChannels; channel++)
            for (var y = top; y < top + size; y++)
                for (var x = left; x < left + size; x++, at++)
                    if ((uint)y < (uint)_height && (uint)x < (uint)_width) to[at] = image[(channel * _height + y) * _width + x] / 255f;
        if (!_options.Positions) return;
        for (var y = top; y < top + size; y++)
            for (var x = left; x < left + size; x++, at++)
                (to[at], to[at + size * size]) = (Position(y, _height), Position(x, _width));
    }

    /// <summary>Whether a patch of an image of one channel has no pixel above 0.</summary>
    public bool IsBlack(ReadOnlySpan<byte> image, int row, int column)
    {
        var (top, left) = (row * _options.Step - _options.Padding, column * _options.Step - _options.Padding);
        var (firstX, endX) = (Math.Max(0, left), Math.Min(_width, left + _options.Size));
        for (var y = Math.Max(0, top); y < Math.Min(_height, top + _options.Size) && firstX < endX; y++)
            if (image.Slice(y * _width + firstX, endX - firstX).ContainsAnyExcept((byte)0)) return false;
        return true;
    }

    /// <summary>Whether two patches, numbered row by row, are neighbours.</summary>
    public bool AreJoined(int first, int second, GridNeighbours neighbours)
    {
        var (down, across) = (Math.Abs(first / Columns - second / Columns), Math.Abs(first % Columns - second % Columns));
        return first != second && (neighbours == GridNeighbours.Eight ? Math.Max(down, across) == 1 : down + across == 1);
    }

    private static float Position(int pixel, int length) => length == 1 ? 0 : 2f * pixel / (length - 1) - 1;

    private int Count(int length, string what)
    {
        var room = (long)length + 2L * _options.Padding - _options.Size;
        if (room < 0 || room % _options.Step != 0)
            throw new ArgumentException(
                $"PatchOptions: patches of {_options.Size}, one every {_options.Step}, do not cover a {what} of {length} with padding {_options.Padding} exactly. " +
                $"({what} + 2 · padding - size) must be a multiple of the stride.");
        return checked((int)(room / _options.Step) + 1);
    }
}
