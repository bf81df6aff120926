using System.Runtime.CompilerServices;
using System.Text;
using CsvHelper;

namespace GraphSeq.Datasets;

/// <summary>Reads comma-separated numbers without a header: <c>#</c> starts a comment line, blank lines may only end the file.</summary>
/// <remarks>
/// A file of nothing but plain rows goes through <see cref="PlainNumberRows"/>. In any other CsvHelper finds records and fields and parses what is
/// unusual, and errors are told from there. Every line is one record (nothing is quoted, empty lines are kept), so a record's number is its line
/// and line tracking is not needed.
/// </remarks>
internal static class NumberTableReader
{
    private const int MaxLineBytes = 1 << 24;
    private const int MaxShownField = 40;
    private const int MaxRowsForeseen = 1 << 24;
    private static readonly CsvReaderOptions Options = new()
    {
        Separator = ',',
        HasHeader = false,
        Mode = CsvMode.NoEscape,
        SkipEmptyLines = false,
        BufferSize = 1 << 17,
        MaxRecordSize = MaxLineBytes,
    };

    /// <summary>Whole numbers.</summary>
    /// <param name="source">The file.</param>
    /// <param name="columns">Values a row must have; 0 for as many as the first row.</param>
    /// <exception cref="DatasetFormatException">The text is not such a table.</exception>
    public static NumberTable<int> Integers(TextSource source, int columns = 0) => Read<int, IntegerText>(source, columns);

    /// <summary>Finite numbers.</summary>
    /// <param name="source">The file.</param>
    /// <param name="columns">Values a row must have; 0 for as many as the first row.</param>
    /// <exception cref="DatasetFormatException">The text is not such a table.</exception>
    public static NumberTable<float> Reals(TextSource source, int columns = 0) => Read<float, RealText>(source, columns);

    private static NumberTable<T> Read<T, TText>(TextSource source, int columns) where T : unmanaged where TText : struct, INumberText<T>
    {
        try
        {
            return ReadPlain<T, TText>(source, columns) ?? ReadAny<T, TText>(source, columns);
        }
        catch (CsvFormatException e)
        {
            throw new DatasetFormatException(source.Path, e.RecordNumber, $"the line is longer than {MaxLineBytes} bytes. Is this a text file of numbers?", e);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new DatasetFormatException(source.Path, 0, $"the file cannot be read: {e.Message}", e);
        }
    }

    private static NumberTable<T>? ReadPlain<T, TText>(TextSource source, int columns) where T : unmanaged where TText : struct, INumberText<T>
    {
        var text = source.TryReadAll(out var length);
        return text is not null && PlainNumberRows.TryRead<T, TText>(text.AsSpan(0, length), ref columns) is { } values
            ? new NumberTable<T>(source.Path, values, values.Length / columns, columns, [])
            : null;
    }

    /// <summary>Apart from its caller, so that a process that reads plain files alone never loads the CSV reader.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static NumberTable<T> ReadAny<T, TText>(TextSource source, int columns) where T : unmanaged where TText : struct, INumberText<T>
    {
        using var reader = CsvReader.Create(source.Open(), Options);
        return ReadRows<T, TText>(reader, source, columns);
    }

    // Optimised from the first call: a data set is usually read once per process.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static NumberTable<T> ReadRows<T, TText>(CsvReader reader, TextSource source, int columns)
        where T : unmanaged where TText : struct, INumberText<T>
    {
        var values = Array.Empty<T>();
        List<int> comments = [];
        var (rows, count, blankLine) = (0, 0, 0L);
        while (reader.Read())
        {
            var record = reader.RawRecord;
            var start = SkipBlanks(record, 0);
            if (start == record.Length)
            {
                if (blankLine == 0) blankLine = reader.RowNumber;
                continue;
            }
            if (record[start] == '#')
            {
                comments.Add(checked((int)reader.RowNumber));
                continue;
            }
            if (blankLine > 0) throw BlankLine(source, blankLine);
            if (rows == 0 && columns == 0) columns = reader.FieldCount;
            if (reader.FieldCount != columns) throw WrongColumns(reader, source, columns, rows);
            if (rows == 0) values = new T[Math.Min(source.Length / (record.Length + 1) + 1, MaxRowsForeseen / columns) * columns];
            if (values.Length - count < columns) values = Grow(values, columns, source);
            var at = start;
            for (var column = 0; column < columns; column++)
            {
                var length = record[at..].IndexOf((byte)',');
                var field = TrimEnd(length < 0 ? record[at..] : record.Slice(at, length));
                if ((field.IsEmpty || TText.ParsePrefix(field, out values[count]) != field.Length) && !TText.TryParseSlowly(reader, column, out values[count]))
                    throw Unreadable(reader, source, column, field, TText.Expected);
                count++;
                if (length >= 0) at = SkipBlanks(record, at + length + 1);
            }
            rows++;
        }
        if (values.Length != count) Array.Resize(ref values, count);
        return new NumberTable<T>(source.Path, values, rows, columns, comments);
    }

    private static T[] Grow<T>(T[] values, int columns, TextSource source)
    {
        var wanted = Math.Max(2L * values.Length, values.Length + (long)columns);
        if (values.Length + (long)columns > Array.MaxLength)
            throw new DatasetFormatException(source.Path, 0, $"the file holds more than {Array.MaxLength} numbers, which is more than can be read.");
        Array.Resize(ref values, (int)Math.Min(wanted, Array.MaxLength));
        return values;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int SkipBlanks(ReadOnlySpan<byte> text, int from)
    {
        while (from < text.Length && text[from] is (byte)' ' or (byte)'\t') from++;
        return from;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ReadOnlySpan<byte> TrimEnd(ReadOnlySpan<byte> text)
    {
        var end = text.Length;
        while (end > 0 && text[end - 1] is (byte)' ' or (byte)'\t') end--;
        return text[..end];
    }

    private static DatasetFormatException BlankLine(TextSource source, long line) =>
        new(source.Path, line, "the line is blank, but more rows follow. Remove it, or restore the row that stood here.");

    private static DatasetFormatException Unreadable(CsvReader reader, TextSource source, int column, ReadOnlySpan<byte> field, string expected) =>
        new(source.Path, reader.RowNumber, $"column {column + 1} is {Show(field)} but must be {expected}.");

    private static DatasetFormatException WrongColumns(CsvReader reader, TextSource source, int columns, int rows)
    {
        var found = reader.FieldCount == 1 ? "1 column" : $"{reader.FieldCount} columns";
        var before = rows == 0 ? "" : ", as in the rows before";
        return new DatasetFormatException(source.Path, reader.RowNumber, $"the row has {found} but must have {columns}{before}. Is the line cut off?");
    }

    private static string Show(ReadOnlySpan<byte> field) =>
        field.IsEmpty ? "empty" : $"'{Encoding.UTF8.GetString(field[..Math.Min(field.Length, MaxShownField)])}{(field.Length > MaxShownField ? "…" : "")}'";
}
