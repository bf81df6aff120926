using System.Globalization;

namespace GraphSeq.Encoders;

/// <summary>A size in each of two directions, written as one number where both are the same: <c>Kernel = 3</c> or <c>Kernel = (1, 3)</c>.</summary>
/// <remarks>For series, which have one direction, write one number.</remarks>
/// <param name="Height">Along the height.</param>
/// <param name="Width">Along the width.</param>
public readonly record struct Extent(long Height, long Width)
{
    /// <summary>The same size in both directions.</summary>
    public static implicit operator Extent(long size) => new(size, size);

    /// <summary>Height, then width.</summary>
    public static implicit operator Extent((long Height, long Width) size) => new(size.Height, size.Width);

    /// <summary><c>3</c>, or <c>1x3</c> where the two differ.</summary>
    public override string ToString() => Height == Width
        ? Height.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{Height}x{Width}");
}
