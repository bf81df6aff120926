using System.Runtime.CompilerServices;
using CsvHelper;

namespace GraphSeq.Datasets;

/// <summary>How a field of a text file becomes a number.</summary>
internal interface INumberText<T> where T : unmanaged
{
    /// <summary>What a field must be, for errors.</summary>
    static abstract string Expected { get; }

    /// <summary>Reads a field without surrounding blanks. Allowed to refuse what <see cref="TryParseSlowly"/> understands.</summary>
    static abstract bool TryParse(ReadOnlySpan<byte> field, out T value);

    /// <summary>Reads a field of the current record by the CSV reader's own, complete parser.</summary>
    static abstract bool TryParseSlowly(CsvReader reader, int column, out T value);
}

/// <summary>Whole numbers, int32.</summary>
internal readonly struct IntegerText : INumberText<int>
{
    private const int MaxDigits = 10;

    public static string Expected => $"a whole number in [{int.MinValue}, {int.MaxValue}]";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryParse(ReadOnlySpan<byte> field, out int value)
    {
        var negative = field.Length > 0 && field[0] == '-';
        var digits = negative ? field[1..] : field;
        value = 0;
        if (digits.Length is < 1 or > MaxDigits) return false;
        var magnitude = 0L;
        foreach (var c in digits)
        {
            var digit = (uint)(c - '0');
            if (digit > 9) return false;
            magnitude = magnitude * 10 + digit;
        }
        var number = negative ? -magnitude : magnitude;
        value = unchecked((int)number);
        return value == number;
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
    public static bool TryParse(ReadOnlySpan<byte> field, out float value)
    {
        value = 0;
        var negative = field.Length > 0 && field[0] == '-';
        var at = negative ? 1 : 0;
        if (field.Length - at is < 1 or > MaxDigits + 1) return false;
        var (mantissa, digits, point) = (0UL, 0, -1);
        for (; at < field.Length; at++)
        {
            var digit = (uint)(field[at] - '0');
            if (digit <= 9) (mantissa, digits) = (mantissa * 10 + digit, digits + 1);
            else if (field[at] == '.' && point < 0) point = digits;
            else return false;
        }
        if (digits is < 1 or > MaxDigits || mantissa > MaxExactMantissa) return false;
        var number = mantissa / PowersOfTen[point < 0 ? 0 : digits - point];
        value = (float)(negative ? -number : number);
        return true;
    }

    public static bool TryParseSlowly(CsvReader reader, int column, out float value)
    {
        var parsed = reader.TryParse<double>(column, out var number);
        value = (float)number;
        return parsed && float.IsFinite(value);
    }
}
