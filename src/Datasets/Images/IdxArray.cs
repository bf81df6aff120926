using System.Runtime.InteropServices;

namespace GraphSeq.Datasets;

/// <summary>What an IDX file holds: numbers of one type in an array of one or more dimensions, row-major.</summary>
public sealed class IdxArray
{
    private readonly byte[] _bytes;

    internal IdxArray(IdxType type, int[] shape, byte[] bytes) => (Type, Shape, _bytes) = (type, shape, bytes);

    /// <summary>Type of the elements.</summary>
    public IdxType Type { get; }

    /// <summary>Sizes of the dimensions, first to last; at least one.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>Number of elements.</summary>
    public int Count => _bytes.Length / SizeOf(Type);

    /// <summary>The elements.</summary>
    /// <typeparam name="T">The type that <see cref="Type"/> stands for: byte, sbyte, short, int, float or double.</typeparam>
    /// <exception cref="InvalidOperationException">The file's elements are of another type.</exception>
    public ReadOnlySpan<T> Values<T>() where T : unmanaged
    {
        if (Type != TypeOf<T>())
            throw new InvalidOperationException($"IdxArray: the elements are {Type}, not {typeof(T).Name}; ask for their own type or take ToSingles().");
        return MemoryMarshal.Cast<byte, T>(_bytes);
    }

    /// <summary>A copy of the elements as <c>float</c>, rounded where they are wider.</summary>
    public float[] ToSingles() => Type switch
    {
        IdxType.UInt8 => Converted<byte>(value => value),
        IdxType.Int8 => Converted<sbyte>(value => value),
        IdxType.Int16 => Converted<short>(value => value),
        IdxType.Int32 => Converted<int>(value => value),
        IdxType.Float32 => Values<float>().ToArray(),
        _ => Converted<double>(value => (float)value),
    };

    /// <summary>Bytes of an element.</summary>
    internal static int SizeOf(IdxType type) => type switch
    {
        IdxType.UInt8 or IdxType.Int8 => 1,
        IdxType.Int16 => 2,
        IdxType.Float64 => 8,
        _ => 4,
    };

    private static IdxType? TypeOf<T>() =>
        typeof(T) == typeof(byte) ? IdxType.UInt8
        : typeof(T) == typeof(sbyte) ? IdxType.Int8
        : typeof(T) == typeof(short) ? IdxType.Int16
        : typeof(T) == typeof(int) ? IdxType.Int32
        : typeof(T) == typeof(float) ? IdxType.Float32
        : typeof(T) == typeof(double) ? IdxType.Float64
        : null;

    private float[] Converted<T>(Func<T, float> convert) where T : unmanaged
    {
        var values = Values<T>();
        var converted = new float[values.Length];
        for (var i = 0; i < converted.Length; i++) converted[i] = convert(values[i]);
        return converted;
    }
}
