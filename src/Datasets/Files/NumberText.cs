using System.Runtime.CompilerServices;
using CsvHelper;

namespace GraphSeq.Datasets;

/// <summary>How a field of a text file becomes a number.</summary>
internal interface INumberText<T> where T : unmanaged
{
    /// <summary>What a field must be, for errors.</summary>
    static abstract string Expected { get; }

    /// <summary>Reads the number a text begins with. Allowed to refuse what <see cref="TryParseSlowly"/> understands.</summary>
    /// <returns>How many bytes it has; 0 when there is none.</returns>
    static abstract int ParsePrefix(ReadOnlySpan<byte> text, out T value);

    /// <summary>Reads a field of the current record by the CSV reader's own, complete parser.</summary>
    static abstract bool TryParseSlowly(CsvReader reader, int column, out T value);
}

/// <summary>Whole numbers, int32.</summary>
internal readonly struct IntegerText : INumberText<int>
{
    private const int MaxDigits = 10;

    public static string Expected => $"a whole number in [{int.MinValue}, {int.MaxValue}]";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ParsePrefix(ReadOnlySpan<byte> text, out int value)
    {
        var negative = text.Length > 0 && text[0] == '-';
        var (at, first, magnitude) = (negative ? 1 : 0, negative ? 1 : 0, 0L);
        for (; at < text.Length && at - first <= MaxDigits; at++)
        {
            var digit = (uint)(text[at] - '0');
            if (digit > 9) break;
            magnitude = magnitude * 10 + digit;
        }
        var number = negative ? -magnitude : magnitude;
        value = unchecked((int)number);
        return at == first || at - first > MaxDigits || value != number ? 0 : at;
    }

    public static bool TryParseSlowly(CsvReader reader, int column, out int value) => reader.TryParse(column, out value);
}

/// <summary>Finite numbers, rounded to float64 and then to float32, as Python and PyTorch do.</summary>
internal readonly struct RealText : INumberText<float>
{
    private const int MaxDigits = 18;                       // a mantissa of 18 digits fits ulong
    private const ulong MaxExactMantissa = 1UL << 53;
    private static readonly double[] PowersOfTen =          // exact in float64 up to 1e22
        [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18];

    public static string Expected => $"a finite number of magnitude up to {float.MaxValue:R}";

    // Mantissa and power of ten are both exact, so their quotient is the correctly rounded float64.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ParsePrefix(ReadOnlySpan<byte> text, out float value)
    {
        var negative = text.Length > 0 && text[0] == '-';
        var (at, mantissa) = (negative ? 1 : 0, 0UL);
        var first = at;
        var last = Math.Min(text.Length, first + MaxDigits + 2);        // one more than a number that fits
        at = AddDigits(text, at, last, ref mantissa);
        var digits = at - first;
        var scale = 1.0;
        if (at < last && text[at] == '.')
        {
            var point = at++;
            at = AddDigits(text, at, last, ref mantissa);
            var decimals = at - point - 1;
            digits += decimals;
            if (digits <= MaxDigits) scale = PowersOfTen[decimals];
        }
        var number = mantissa / scale;
        value = (float)(negative ? -number : number);
        return digits is < 1 or > MaxDigits || mantissa > MaxExactMantissa ? 0 : at;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int AddDigits(ReadOnlySpan<byte> text, int at, int end, ref ulong mantissa)
    {
        for (; at < end; at++)
        {
            var digit = (uint)(text[at] - '0');
            if (digit > 9) break;
            mantissa = mantissa * 10 + digit;
        }
        return at;
    }

    public static bool TryParseSlowly(CsvReader reader, int column, out float value)
    {
        var parsed = reader.TryParse<double>(column, out var number);
        value = (float)number;
        return parsed && float.IsFinite(value);
    }
}
