using static TorchSharp.torch;

namespace GraphSeq.Encoders;

/// <summary>Masks of the positions that lie behind each row's length.</summary>
internal static class SequenceMask
{
    /// <summary><c>[N, size]</c> bool: true where the position is below the row's length.</summary>
    public static Tensor Valid(long[] lengths, long size, Device device) =>
        arange(size, ScalarType.Int64, device).unsqueeze(0) < tensor(lengths, device: device).unsqueeze(1);

    /// <summary>A copy of <c>x [N, …]</c> with <paramref name="value"/> wherever the index along <paramref name="dim"/> is not below the row's length;
    /// what stood there (NaN included) reaches neither values nor gradients.</summary>
    public static Tensor Fill(Tensor x, long[] lengths, int dim, double value)
    {
        using var scope = NewDisposeScope();
        var shape = new long[x.dim()];
        Array.Fill(shape, 1);
        (shape[0], shape[dim]) = (x.shape[0], x.shape[dim]);
        var padding = Valid(lengths, x.shape[dim], x.device).logical_not().reshape(shape);
        return x.masked_fill(padding, value).MoveToOuterDisposeScope();
    }
}
