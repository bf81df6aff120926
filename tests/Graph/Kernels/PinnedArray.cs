using System.Numerics;

namespace GraphSeq.Tests.Graph.Kernels;

/// <summary>An array that stays where it is, so that kernels can be given its address.</summary>
internal sealed unsafe class PinnedArray<T>(int length) where T : unmanaged
{
    public T[] Values { get; } = GC.AllocateArray<T>(Math.Max(length, 1), pinned: true);

    public int Length { get; } = length;

    public T* Pointer => (T*)System.Runtime.InteropServices.Marshal.UnsafeAddrOfPinnedArrayElement(Values, 0);

    public Span<T> Span => Values.AsSpan(0, Length);

    public ref T this[long index] => ref Values[index];

    public static implicit operator T*(PinnedArray<T> array) => array.Pointer;
}

/// <summary>Pinned arrays with set contents.</summary>
internal static class PinnedArray
{
    public static PinnedArray<T> Of<T>(params ReadOnlySpan<T> values) where T : unmanaged
    {
        var array = new PinnedArray<T>(values.Length);
        values.CopyTo(array.Span);
        return array;
    }

    /// <summary>Uniform values in [-1, 1).</summary>
    public static PinnedArray<T> Random<T>(int length, int seed) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var random = new Random(seed);
        var array = new PinnedArray<T>(length);
        foreach (ref var value in array.Span) value = T.CreateTruncating(2 * random.NextDouble() - 1);
        return array;
    }

    /// <summary>Values out of -1, -0.5, 0, 0.5 and 1, so that many are equal.</summary>
    public static PinnedArray<T> RandomSteps<T>(int length, int seed) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var random = new Random(seed);
        var array = new PinnedArray<T>(length);
        foreach (ref var value in array.Span) value = T.CreateTruncating(random.Next(-2, 3) / 2.0);
        return array;
    }

    /// <summary>Marks a result's places, so that one that was not written is seen.</summary>
    public static PinnedArray<T> Unwritten<T>(int length) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var array = new PinnedArray<T>(length);
        array.Span.Fill(T.CreateTruncating(-1e30));
        return array;
    }
}
