using CsvHelper;

namespace GraphSeq.Datasets;

/// <summary>Text files of comma-separated fields, one record a line; a record's number is its line.</summary>
internal static class SeriesCsv
{
    private const int MaxLineBytes = 1 << 24;
    private static readonly string[] Gaps = ["", "nan", "na", "null", "none"];
    private static readonly CsvReaderOptions Options = new()
    {
        Separator = ',',
        HasHeader = false,
        Mode = CsvMode.NoEscape,
        SkipEmptyLines = false,
        MaxRecordSize = MaxLineBytes,
    };

    /// <summary>Calls back for every line that is not blank.</summary>
    /// <param name="path">The file.</param>
    /// <param name="line">Gets the reader and the line's number, counted from 1.</param>
    /// <exception cref="DatasetFormatException">The file cannot be read.</exception>
    public static void Read(string path, Action<CsvReader, long> line)
    {
        try
        {
            using var reader = CsvReader.Create(TextSource.OfFile(path).Open(), Options);
            while (reader.Read())
                if (reader.FieldCount > 1 || Field(reader, 0).Length > 0) line(reader, reader.RowNumber);
        }
        catch (CsvFormatException e)
        {
            throw new DatasetFormatException(path, e.RecordNumber, $"the line is longer than {MaxLineBytes} bytes. Is this a text file?", e);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new DatasetFormatException(path, 0, $"the file cannot be read: {e.Message}", e);
        }
    }

    /// <summary>A field's text, without blanks and quotes around it.</summary>
    public static string Field(CsvReader reader, int column) => reader.GetString(column).Trim().Trim('"');

    /// <summary>A table of numbers.</summary>
    /// <param name="path">The file.</param>
    /// <param name="hasHeader">Whether the first line names the columns.</param>
    /// <param name="allowGaps">Whether an empty field, or nan, stands for a missing value; it becomes NaN.</param>
    /// <returns>Names (none without a header), values row by row, the line of the first row.</returns>
    /// <exception cref="DatasetFormatException">A field is no number, a row is longer or shorter than the first, or there is no row.</exception>
    public static (string[] Names, float[] Values, int Columns) Table(string path, bool hasHeader, bool allowGaps)
    {
        string[]? names = hasHeader ? null : [];
        List<float> values = [];
        var columns = 0;
        Read(path, (reader, line) =>
        {
            if (columns == 0) columns = reader.FieldCount;
            if (reader.FieldCount != columns)
                throw new DatasetFormatException(path, line, $"the row has {reader.FieldCount} columns but must have {columns}, as in the rows before. Is the line cut off?");
            if (names is null)
            {
                names = new string[columns];
                for (var column = 0; column < columns; column++) names[column] = Field(reader, column);
                return;
            }
            for (var column = 0; column < columns; column++) values.Add(Number(reader, column, path, line, allowGaps));
        });
        if (values.Count == 0) throw new DatasetFormatException(path, 0, hasHeader ? "there is no row under the header." : "the file is empty.");
        return (names!, [.. values], columns);
    }

    /// <summary>A field as a number; NaN for a gap where gaps are allowed.</summary>
    /// <exception cref="DatasetFormatException">It is neither.</exception>
    public static float Number(CsvReader reader, int column, string path, long line, bool allowGaps)
    {
        if (reader.TryParse<double>(column, out var number) && float.IsFinite((float)number)) return (float)number;
        var field = Field(reader, column);
        if (allowGaps && Gaps.Contains(field, StringComparer.OrdinalIgnoreCase)) return float.NaN;
        var expected = allowGaps ? "a finite number, or empty or nan where the value is missing" : "a finite number";
        throw new DatasetFormatException(path, line, $"column {column + 1} is {(field.Length == 0 ? "empty" : $"'{(field.Length > 40 ? field[..40] + "…" : field)}'")} but must be {expected}.");
    }
}
