namespace GraphSeq.Datasets;

/// <summary>The tables of a CSV folder.</summary>
internal sealed class CsvFolderFiles
{
    public const string Graphs = "graphs.csv", Nodes = "nodes.csv", Edges = "edges.csv", Sequences = "sequences.csv";

    private readonly Dictionary<string, TextSource> _files;

    /// <param name="location">The folder, for messages.</param>
    /// <param name="files">By file name.</param>
    public CsvFolderFiles(string location, Dictionary<string, TextSource> files) => (Location, _files) = (location, files);

    /// <summary>The tables' names; that of the nodes is the one every folder has.</summary>
    public static IReadOnlyList<string> TableNames { get; } = [Graphs, Nodes, Edges, Sequences];

    /// <summary>The folder.</summary>
    public string Location { get; }

    /// <summary>The table of that name, or null.</summary>
    public TextSource? Find(string name) => _files.GetValueOrDefault(name);

    /// <summary>Whether a folder looks like one of these.</summary>
    public static bool IsCsvFolder(string folder) => File.Exists(Path.Combine(folder, Nodes));

    /// <summary>The files in a folder.</summary>
    /// <exception cref="DatasetFormatException">There is no folder, or no <c>nodes.csv</c>.</exception>
    public static CsvFolderFiles InFolder(string folder)
    {
        if (!IsCsvFolder(folder))
            throw new DatasetFormatException(
                Path.Combine(folder, Nodes), 0,
                    "the file is missing. A CSV folder holds nodes.csv, and may hold graphs.csv, edges.csv, sequences.csv and schema.json.");
        var files = TableNames.Append(CsvFolderSchema.FileName).Select(name => (name, path: Path.Combine(folder, name))).Where(file => File.Exists(file.path))
            .ToDictionary(file => file.name, file => TextSource.OfFile(file.path));
        return new CsvFolderFiles(folder, files);
    }

    /// <summary>The folder's schema, or the defaults.</summary>
    /// <exception cref="DatasetFormatException">It cannot be read.</exception>
    public CsvFolderSchema ReadSchema()
    {
        if (Find(CsvFolderSchema.FileName) is not { } source) return new CsvFolderSchema();
        try
        {
            using var stream = source.Open();
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            return CsvFolderSchema.Parse(bytes.ToArray(), source.Path);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new DatasetFormatException(source.Path, 0, $"the file cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Hash over names, lengths and contents of all files.</summary>
    /// <exception cref="DatasetFormatException">A file cannot be read.</exception>
    public ulong Hash() => ContentHash.OfFiles(TableNames.Append(CsvFolderSchema.FileName).Where(_files.ContainsKey).Select(name => (name, _files[name])));
}
