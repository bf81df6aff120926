using System.Globalization;
using System.Text;

namespace GraphSeq.Datasets;

/// <summary>A text file of comma-separated values as it is, row by row, comments and blank lines left out.</summary>
/// <param name="Path">The file.</param>
/// <param name="Rows">The rows, whatever is in them.</param>
internal sealed record RawTable(string Path, IReadOnlyList<RawTable.Row> Rows)
{
    private const int MaxLineLength = 1 << 24;
    private const string Blanks = " \t";

    /// <summary>A row.</summary>
    /// <param name="Line">Its line, counted from 1.</param>
    /// <param name="Text">Its text.</param>
    internal readonly record struct Row(long Line, string Text)
    {
        public int NumFields => Text.AsSpan().Count(',') + 1;

        /// <summary>A field without blanks around it; empty where there is none.</summary>
        public string Field(int column)
        {
            var rest = Text.AsSpan();
            for (; column > 0; column--)
            {
                var comma = rest.IndexOf(',');
                if (comma < 0) return "";
                rest = rest[(comma + 1)..];
            }
            var end = rest.IndexOf(',');
            return (end < 0 ? rest : rest[..end]).Trim(Blanks).ToString();
        }

        /// <summary>Whether there are so many fields; if not, that is a problem.</summary>
        public bool RequireFields(RawTable table, int columns, ProblemLog log, Fix? fix = null)
        {
            if (NumFields == columns) return true;
            log.Error(table.Path, Line, "wrong-columns", $"the row has {NumFields} values but must have {columns}. Is the line cut off?", fix);
            return false;
        }

        /// <summary>A whole number in a row of so many fields; null where it is none, which is a problem.</summary>
        public int? RequireWhole(RawTable table, int column, int columns, ProblemLog log, Fix? fix)
        {
            if (NumFields != columns)
            {
                if (column == 0) RequireFields(table, columns, log, fix);
                return null;
            }
            var text = Field(column);
            if (int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value)) return value;
            log.Error(table.Path, Line, "not-a-number", $"column {column + 1} is {CsvTable.Show(text)} but must be a whole number.", fix);
            return null;
        }
    }

    /// <summary>Reads a file; what is odd about its lines goes to the log.</summary>
    /// <exception cref="DatasetFormatException">It cannot be read, or a line is too long for a row of numbers.</exception>
    public static RawTable Read(TextSource source, ProblemLog log)
    {
        LineChecks.Run(source, log, isCsv: false);
        try
        {
            using var reader = new StreamReader(source.Open(), Encoding.UTF8, detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16);
            List<Row> rows = [];
            List<long> blanks = [];
            for (var line = 1L; reader.ReadLine() is { } text; line++)
            {
                if (text.Length > MaxLineLength) throw new DatasetFormatException(source.Path, line,
                    $"the line is longer than {MaxLineLength} characters. Is this a text file of numbers?");
                var start = text.AsSpan().TrimStart(Blanks);
                if (start.IsEmpty) blanks.Add(line);
                else if (start[0] != '#')
                {
                    foreach (var blank in blanks)
                        log.Error(source.Path, blank, "blank-line",
                            "the line is blank, but more rows follow. Remove it, or restore the row that stood here.", Fix.Rewrite("line left out"));
                    blanks.Clear();
                    rows.Add(new Row(line, text));
                }
            }
            return new RawTable(source.Path, rows);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new DatasetFormatException(source.Path, 0, $"the file cannot be read: {e.Message}", e);
        }
    }
}
