using static TorchSharp.torch;

namespace GraphSeq.Encoders;

/// <summary>Reflect, replicate and circular padding, around each row's own length where rows differ.</summary>
internal static class BoundaryPadding
{
    /// <summary>Pads the last one or two dimensions of <c>x [N, C, L]</c> or <c>[N, C, H, W]</c>.</summary>
    /// <param name="x">Input.</param>
    /// <param name="padding">Positions added at both ends; only the width for <c>[N, C, L]</c>.</param>
    /// <param name="mode">Not <see cref="PaddingMode.Zeros"/>, which convolutions do by themselves.</param>
    /// <param name="lengths">Valid positions of each row along <paramref name="timeDim"/>; null if all are valid.</param>
    /// <param name="timeDim">The dimension that lengths speak of.</param>
    public static Tensor Apply(Tensor x, Extent padding, PaddingMode mode, long[]? lengths, int? timeDim)
    {
        using var scope = NewDisposeScope();
        var padded = x;
        var last = (int)x.dim() - 1;
        for (var dim = 2; dim <= last; dim++)
        {
            var amount = dim == last ? padding.Width : padding.Height;
            if (amount == 0) continue;
            padded = lengths is not null && dim == timeDim
                ? PadRows(padded, dim, amount, mode, lengths)
                : PadAll(padded, dim, amount, mode);
        }
        return padded.MoveToOuterDisposeScope();
    }

    /// <summary>The valid position that stands at <paramref name="position"/>, which may lie up to <c>padding</c> outside of <c>[0, length)</c>.</summary>
    internal static long Source(PaddingMode mode, long position, long length) => mode switch
    {
        PaddingMode.Reflect => position < 0 ? -position : position >= length ? 2 * (length - 1) - position : position,
        PaddingMode.Replicate => Math.Clamp(position, 0, length - 1),
        PaddingMode.Circular => (position + length) % length,
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "Zeros have no source position."),
    };

    private static Tensor PadAll(Tensor x, int dim, long amount, PaddingMode mode)
    {
        var sources = new long[x.shape[dim] + 2 * amount];
        for (var j = 0; j < sources.Length; j++) sources[j] = Source(mode, j - amount, x.shape[dim]);
        return x.index_select(dim, tensor(sources, device: x.device));
    }

    private static Tensor PadRows(Tensor x, int dim, long amount, PaddingMode mode, long[] lengths)
    {
        var width = x.shape[dim] + 2 * amount;
        var sources = new long[lengths.Length * width];                   // positions behind a row's own padding stay 0: masked later
        for (var n = 0; n < lengths.Length; n++)
            for (var j = 0; j < lengths[n] + 2 * amount; j++) sources[n * width + j] = Source(mode, j - amount, lengths[n]);
        var index = new long[x.dim()];
        Array.Fill(index, 1);
        (index[0], index[dim]) = (lengths.Length, width);
        var full = x.shape.ToArray();
        full[dim] = width;
        return x.gather(dim, tensor(sources, index, device: x.device).expand(full));
    }
}
