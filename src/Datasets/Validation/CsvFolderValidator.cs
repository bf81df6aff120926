using CsvHelper;
using GraphSeq.Graph;

namespace GraphSeq.Datasets;

/// <summary>Checks a CSV folder with its own reader, whose problems are collected, and copies it row by row with the repairs made.</summary>
internal static class CsvFolderValidator
{
    public static ValidationResult Run(CsvFolderFiles files, ValidationOptions options, CancellationToken cancellationToken)
    {
        var (log, schema) = Check(files, options);
        return new ValidationResult
        {
            Name = schema?.Name ?? Path.GetFileName(Path.GetFullPath(files.Location)),
            Location = files.Location,
            Problems = log.Shown,
            Counts = log.Counts,
            Repair = options.RepairTo is { } folder ? Repair(files, schema, log, folder, options, cancellationToken) : null,
        };
    }

    private static (ProblemLog Log, CsvFolderSchema? Schema) Check(CsvFolderFiles files, ValidationOptions options)
    {
        var log = ProblemLog.Collecting(options.ShownPerKind);
        CsvFolderSchema? schema = null;
        try
        {
            foreach (var name in CsvFolderFiles.TableNames)
                if (files.Find(name) is { } table) LineChecks.Run(table, log, isCsv: true);
            schema = files.ReadSchema();
            new CsvFolderReader(files, schema, new CsvFolderOptions { UseCache = false }, log) { ExpectsReverse = options.Undirected }.Read(0);
        }
        catch (DatasetFormatException e)
        {
            log.Add(e);
        }
        return (log, schema);
    }

    private static RepairResult Repair(
        CsvFolderFiles files, CsvFolderSchema? schema, ProblemLog log, string folder, ValidationOptions options, CancellationToken cancellationToken)
    {
        if (schema is null || log.Counts.FirstOrDefault(count => count is { Repair: null, IsError: true }) is not null)
            return new RepairResult(null, [], log.Counts.Sum(count => count.Count));
        AtomicFolder.Write(folder, CsvFolderFiles.Nodes, WriteFiles);
        var (left, _) = Check(CsvFolderFiles.InFolder(folder), options);
        return new RepairResult(folder, [.. log.Changes()], left.Counts.Sum(count => count.Count));

        void WriteFiles(string place)
        {
            foreach (var name in CsvFolderFiles.TableNames)
                if (files.Find(name) is { } table)
                    AtomicFile.Write(Path.Combine(place, name), stream => Copy(table, schema, log.FixesOf(table.Path), stream, cancellationToken));
            if (files.Find(CsvFolderSchema.FileName) is { } text)
                AtomicFile.Write(Path.Combine(place, CsvFolderSchema.FileName), stream =>
                {
                    using var from = text.Open();
                    from.CopyTo(stream);
                });
        }
    }

    private static void Copy(
        TextSource source, CsvFolderSchema schema, IReadOnlyDictionary<long, List<Fix>> fixes, Stream to, CancellationToken cancellationToken)
    {
        var means = Means(source, schema, fixes);
        using var table = CsvTable.Open(source, schema.Separator, ProblemLog.Collecting(1));
        using var writer = CsvWriter.Create(to, new CsvWriterOptions { NewLine = "\n", Separator = table.Separator }, leaveOpen: true);
        Write(table.Headers);
        var (from, target) = (table.Find(schema.Edges.Source), table.Find(schema.Edges.Target));
        while (table.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var row = Enumerable.Range(0, table.Headers.Count).Select(table.Text).ToArray();
            var wanted = fixes.TryGetValue(table.Line, out var found) ? found : [];
            if (wanted.Exists(fix => fix.Kind == FixKind.Drop)) continue;
            foreach (var fix in wanted)
                if (fix.Kind is FixKind.Mean or FixKind.Text) row[fix.Column] = fix.Kind == FixKind.Mean ? means[fix.Column] : fix.Value;
            Write(row);
            if (!wanted.Exists(fix => fix.Kind == FixKind.Mirror)) continue;
            (row[from], row[target]) = (row[target], row[from]);
            Write(row);
        }
        writer.Flush();

        void Write(IEnumerable<string> fields)
        {
            foreach (var field in fields) writer.WriteField(field);
            writer.EndRecord();
        }
    }

    /// <summary>The mean of the finite numbers of each column in which a number is to be replaced.</summary>
    private static Dictionary<int, string> Means(TextSource source, CsvFolderSchema schema, IReadOnlyDictionary<long, List<Fix>> fixes)
    {
        var sums = RunningMean.ForColumns(fixes);
        if (sums.Count == 0) return [];
        using var table = CsvTable.Open(source, schema.Separator, ProblemLog.Collecting(1));
        while (table.Read())
            foreach (var (column, mean) in sums) mean.Add(table.Text(column));
        return sums.ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
    }
}
