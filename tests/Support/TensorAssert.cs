using System.Globalization;
using GraphSeq.Graph;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Support;

/// <summary>Comparisons of tensors; a failure prints the worst index and both values.</summary>
internal static class TensorAssert
{
    /// <summary>Holds when shapes are equal and no element differs by more than <paramref name="tolerance"/>; NaN equals NaN, infinities equal
    /// themselves, and integers and booleans must be the same.</summary>
    public static void Close(Tensor actual, Tensor expected, double tolerance, string name = "tensor")
    {
        Assert.True(actual.shape.SequenceEqual(expected.shape),
            $"{name}: shape {Shapes.Describe(actual.shape)} where {Shapes.Describe(expected.shape)} was expected.");
        if (expected.numel() == 0) return;
        using var scope = NewDisposeScope();
        var (found, wanted) = (ToFloat64(actual), ToFloat64(expected));
        var difference = where(found.isnan() & wanted.isnan() | found == wanted, zeros_like(wanted), (found - wanted).abs());
        difference = where(difference.isnan(), double.PositiveInfinity, difference);
        var worst = difference.argmax().item<long>();
        var gap = difference[worst].item<double>();
        var allowed = expected.is_floating_point() ? tolerance : 0;
        Assert.True(gap <= allowed, FormattableString.Invariant(
            $"{name}{Index(worst, expected.shape)}: {found[worst].item<double>():R} where {wanted[worst].item<double>():R} was expected; ") +
            FormattableString.Invariant($"difference {gap:E3}, allowed {allowed:E3}, worst of {expected.numel()} values."));
    }

    /// <summary>As <see cref="Close(Tensor, Tensor, double, string)"/>, with a tolerance of 1e-5 of the expected tensor's largest magnitude.</summary>
    public static void Close(Tensor actual, Tensor expected, string name = "tensor") =>
        Close(actual, expected, 1e-5 * LargestMagnitude(expected), name);

    /// <summary>Holds when shapes and all bits are equal (a NaN equals a NaN).</summary>
    public static void Same(Tensor actual, Tensor expected, string name = "tensor")
    {
        Assert.Equal(expected.dtype, actual.dtype);
        Close(actual, expected, 0, name);
    }

    /// <summary>Holds when the tensor has exactly these values, row by row.</summary>
    public static void Values(ReadOnlySpan<float> expected, Tensor actual, double tolerance = 0)
    {
        using var wanted = tensor(expected.ToArray()).reshape(actual.numel() == expected.Length ? actual.shape : [expected.Length]);
        Close(actual, wanted, tolerance);
    }

    /// <summary>The largest finite magnitude in the tensor; 0 if it is empty.</summary>
    public static double LargestMagnitude(Tensor tensor)
    {
        if (tensor.numel() == 0) return 0;
        using var scope = NewDisposeScope();
        var values = ToFloat64(tensor).abs();
        return where(values.isfinite(), values, zeros_like(values)).max().item<double>();
    }

    private static Tensor ToFloat64(Tensor tensor) => tensor.detach().cpu().to_type(ScalarType.Float64).reshape(-1);

    private static string Index(long flat, long[] shape)
    {
        var index = new string[shape.Length];
        for (var d = shape.Length - 1; d >= 0; d--, flat /= shape[d + 1]) index[d] = (flat % shape[d]).ToString(CultureInfo.InvariantCulture);
        return $"[{string.Join(", ", index)}]";
    }
}
