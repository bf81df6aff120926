using CsvHelper;

namespace GraphSeq.Datasets;

/// <summary>One table of a CSV folder, row by row. A row that cannot be read as one is a problem, and is passed over where problems are collected.</summary>
internal sealed class CsvTable : IDisposable
{
    private const int MaxLineBytes = 1 << 24;
    private const int MaxShownField = 40;
    private readonly CsvReader _reader;
    private readonly string _path;
    private readonly ProblemLog _log;
    private long _malformedLine;
    private bool _broken;

    private CsvTable(TextSource source, string? separator, ProblemLog log)
    {
        (_path, _log) = (source.Path, log);
        _reader = CsvReader.Create(source.Open(), new CsvReaderOptions
        {
            Separator = separator is null ? null : separator[0],
            TrackLineNumbers = true,
            TrimWhitespace = true,
            AllowLineBreaksInQuotes = false,                                    // an open quote spoils its own line alone
            MaxRecordSize = MaxLineBytes,
            PoolStrings = true,
            OnMalformedRecord = record =>
            {
                _malformedLine = record.LineNumber;
                Error("malformed-row", record.LineNumber,
                    $"the quotes of the row are not in order ({record.Reason}). Quote whole fields, and double a quote inside one.", Fix.Drop);
            },
        });
        Headers = [.. _reader.Headers.Select(header => header.Trim())];
    }

    /// <summary>Opens a table and reads its header.</summary>
    /// <exception cref="DatasetFormatException">It cannot be read at all.</exception>
    public static CsvTable Open(TextSource source, string? separator, ProblemLog log)
    {
        try
        {
            var table = new CsvTable(source, separator, log);
            if (table.Headers.Count == 0) throw new DatasetFormatException(source.Path, 0, "the file is empty but must begin with a row of column names.");
            if (table.Headers.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice)
                throw new DatasetFormatException(source.Path, 1, $"two columns are called '{twice.Key}'. Give every column a name of its own.");
            return table;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException or CsvFormatException)
        {
            throw new DatasetFormatException(source.Path, (e as CsvFormatException)?.LineNumber ?? 0, $"the file cannot be read: {e.Message}", e);
        }
    }

    /// <summary>What stands between fields.</summary>
    public char Separator => _reader.Separator;

    /// <summary>Column names, trimmed.</summary>
    public IReadOnlyList<string> Headers { get; }

    /// <summary>Line of the current row, counted from 1.</summary>
    public long Line => _reader.LineNumber;

    /// <summary>Moves on to the next row that has as many fields as the header.</summary>
    public bool Read()
    {
        try
        {
            while (!_broken && _reader.Read())
            {
                if (_reader.LineNumber == _malformedLine) continue;
                if (_reader.FieldCount == Headers.Count) return true;
                Error("wrong-columns", Line, $"the row has {_reader.FieldCount} fields, but the header names {Headers.Count} columns. Is the line " +
                    "cut off, or a text with a separator not quoted?", Fix.Drop);
            }
            return false;
        }
        catch (CsvFormatException e)
        {
            _broken = true;
            Error("unreadable", e.LineNumber, $"the line cannot be read ({e.Message}) and the rest of the file was not. Is this a CSV file?");
            return false;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new DatasetFormatException(_path, 0, $"the file cannot be read: {e.Message}", e);
        }
    }

    /// <summary>A field of the current row as text, without blanks around it.</summary>
    public string Text(int column) => _reader.GetString(column);

    /// <summary>A field as a finite number; a field that is none is a problem and counts as 0.</summary>
    public float Number(int column)
    {
        if (_reader.TryParse<double>(column, out var number) && float.IsFinite((float)number)) return (float)number;
        var text = Text(column);
        var isNumber = double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out _)
            || text.Equals("nan", StringComparison.OrdinalIgnoreCase);
        var advice = isNumber ? "Write a number, or leave the row out."
            : $"Write a number, or name the column under \"categories\" in {CsvFolderSchema.FileName}.";
        Error(isNumber ? "not-finite" : "not-a-number", Line, $"column '{Headers[column]}' is {Show(text)} but must be a finite number. {advice}",
            Fix.Mean(column));
        return 0;
    }

    /// <summary>A field as a whole number; null where it is none, which is a problem.</summary>
    public int? WholeNumber(int column)
    {
        if (_reader.TryParse<int>(column, out var number)) return number;
        Error("not-a-number", Line, $"column '{Headers[column]}' is {Show(Text(column))} but must be a whole number.", Fix.Drop);
        return null;
    }

    /// <summary>Whether a field is a number of any kind, for telling what a column holds.</summary>
    public bool IsNumber(int column) => _reader.TryParse<double>(column, out _);

    /// <summary>The column of that name; -1 for none.</summary>
    public int Find(string name)
    {
        for (var i = 0; i < Headers.Count; i++)
            if (Headers[i] == name) return i;
        return -1;
    }

    /// <summary>The column of that name.</summary>
    /// <exception cref="DatasetFormatException">There is none.</exception>
    public int Require(string name, string what) => Find(name) is var column and >= 0 ? column : throw new DatasetFormatException(
        _path, 1, $"there is no column '{name}', which {what}; the columns are {string.Join(", ", Headers.Select(Show))}. Rename one, or say in " +
            $"{CsvFolderSchema.FileName} what it is called.");

    /// <summary>A problem in the current row.</summary>
    public void Error(string kind, string message, Fix? fix = null) => Error(kind, Line, message, fix);

    /// <summary>A text as messages show it.</summary>
    public static string Show(string text) => text.Length == 0 ? "empty"
        : $"'{text[..Math.Min(text.Length, MaxShownField)]}{(text.Length > MaxShownField ? "…" : "")}'";

    public void Dispose() => _reader.Dispose();

    private void Error(string kind, long line, string message, Fix? fix = null) => _log.Error(_path, line, kind, message, fix);
}
