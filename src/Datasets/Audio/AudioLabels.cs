using System.Text.RegularExpressions;
using CsvHelper;

namespace GraphSeq.Datasets;

/// <summary>Which files of a folder are recordings, and of which class and group.</summary>
internal static class AudioLabels
{
    private const int MaxLineBytes = 1 << 16;

    /// <summary>A file, relative to the folder and with <c>/</c>, and what is said of it.</summary>
    internal sealed record Row(string File, string Label, string Group);

    /// <summary>From a CSV file with a header.</summary>
    /// <exception cref="DatasetFormatException">It cannot be read, or a row is not as it must be.</exception>
    public static List<Row> FromFile(string path)
    {
        try
        {
            using var reader = CsvReader.FromFile(path, new CsvReaderOptions { TrackLineNumbers = true, MaxRecordSize = MaxLineBytes });
            return Read(reader, path);
        }
        catch (CsvFormatException e)
        {
            throw new DatasetFormatException(path, e.LineNumber, $"the line cannot be read: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetFormatException(path, 0, $"the file cannot be read: {e.Message}", e);
        }
    }

    /// <summary>From the names of the files in a folder.</summary>
    /// <exception cref="DatasetFormatException">A name does not match.</exception>
    public static List<Row> FromNames(string folder, IEnumerable<string> files, Regex pattern) => [.. files.Select(file =>
    {
        var match = pattern.Match(Path.GetFileNameWithoutExtension(file));
        return match.Success
            ? new Row(file, match.Groups["label"].Value, match.Groups["group"].Value)
            : throw new DatasetFormatException(
                Path.Combine(folder, file), 0, $"the name does not match {pattern}. Rename the file, pass another NamePattern, or write a labels file.");
    })];

    private static List<Row> Read(CsvReader reader, string path)
    {
        reader.ReadHeader();
        if (!reader.TryGetFieldIndex("file", out var fileColumn) || !reader.TryGetFieldIndex("label", out var labelColumn))
            throw new DatasetFormatException(path, 1, "the header must name the columns file and label, and may name group.");
        var hasGroup = reader.TryGetFieldIndex("group", out var groupColumn);
        var width = reader.Headers.Count;
        Dictionary<string, long> lines = new(StringComparer.Ordinal);
        List<Row> rows = [];
        while (reader.Read())
        {
            var line = reader.LineNumber;
            if (reader.FieldCount != width) throw new DatasetFormatException(path, line, $"the row has {reader.FieldCount} columns but must have {width}, as the header.");
            var (file, label) = (reader.GetString(fileColumn).Trim().Replace('\\', '/'), reader.GetString(labelColumn).Trim());
            if (file.Length == 0 || label.Length == 0) throw new DatasetFormatException(path, line, "file or label is empty.");
            if (Path.IsPathRooted(file) || file.Split('/').Contains("..") || file.Contains(':', StringComparison.Ordinal) || file.Any(char.IsControl))
                throw new DatasetFormatException(path, line, $"the file '{file}' is not in the folder. Name it relative to the folder, without '..'.");
            if (!lines.TryAdd(file, line)) throw new DatasetFormatException(path, line, $"the file '{file}' stands in line {lines[file]} already.");
            rows.Add(new Row(file, label, hasGroup ? reader.GetString(groupColumn).Trim() : ""));
        }
        return rows;
    }
}
