namespace GraphSeq.Datasets;

/// <summary>The files of one TU set: a folder, or an archive, with <c>NAME_A.txt</c> and its companions.</summary>
internal sealed class TUFiles
{
    /// <summary>What follows the set's name in its files' names.</summary>
    public static readonly IReadOnlyList<string> Kinds =
        ["A", "graph_indicator", "graph_labels", "graph_attributes", "node_labels", "node_attributes", "edge_labels", "edge_attributes"];

    private readonly Dictionary<string, TextSource> _files;
    private readonly Func<ulong>? _hash;

    /// <summary>Takes files by kind.</summary>
    /// <param name="name">The set's name, which begins each file's name.</param>
    /// <param name="location">The folder or archive, for messages.</param>
    /// <param name="files">By kind, such as <c>node_labels</c>.</param>
    /// <param name="hash">Hash of what all the files come from, where that is cheaper than to hash each.</param>
    public TUFiles(string name, string location, Dictionary<string, TextSource> files, Func<ulong>? hash = null)
    {
        (Name, Location, _files, _hash) = (name, location, files, hash);
    }

    /// <summary>The set's name, which begins each file's name.</summary>
    public string Name { get; }

    /// <summary>The folder or archive.</summary>
    public string Location { get; }

    /// <summary>The file of that kind, or null.</summary>
    public TextSource? Find(string kind) => _files.GetValueOrDefault(kind);

    /// <summary>The file of that kind.</summary>
    /// <exception cref="DatasetFormatException">There is none.</exception>
    public TextSource Require(string kind) => Find(kind) ?? throw new DatasetFormatException(
        Path.Combine(Location, FileName(Name, kind)), 0, "the file is missing, and without it the set cannot be read. Download the set again.");

    /// <summary>The set in a folder that holds at least one of the two files every set has; null if it holds neither.</summary>
    public static TUFiles? InFolder(string folder, string name)
    {
        var files = new Dictionary<string, TextSource>();
        foreach (var kind in Kinds)
        {
            var path = Path.Combine(folder, FileName(name, kind));
            if (File.Exists(path)) files.Add(kind, TextSource.OfFile(path));
        }
        return IsSet(files) ? new TUFiles(name, folder, files) : null;
    }

    /// <summary>The set in an archive; null if it holds neither of the two files every set has.</summary>
    /// <exception cref="DatasetFormatException">The archive is damaged or not safe to read.</exception>
    public static TUFiles? InArchive(string path, string name, long maxUnpackedBytes)
    {
        var entries = SafeArchive.List(path, maxUnpackedBytes);
        Dictionary<string, TextSource> files = [];
        foreach (var kind in Kinds)
            if (entries.FirstOrDefault(entry => Path.GetFileName(entry.Name) == FileName(name, kind)) is { } entry)
                files[kind] = SafeArchive.Open(path, entry);
        return IsSet(files) ? new TUFiles(name, path, files, () => HashOf(path)) : null;
    }

    /// <summary>The set in a folder or archive whose name is not known.</summary>
    /// <exception cref="DatasetFormatException">There is none, or there are several.</exception>
    public static TUFiles At(string path)
    {
        if (File.Exists(path))
            return InArchive(path, Path.GetFileNameWithoutExtension(path), new DownloadOptions().MaxUnpackedBytes) ?? throw new DatasetFormatException(
                path, 0, $"the archive holds no {FileName(Path.GetFileNameWithoutExtension(path), "A")}. An archive is named as the set in it, NAME.zip.");
        string[] names = [.. NamesIn(path)];
        return names.Length switch
        {
            1 => InFolder(path, names[0])!,
            0 => throw new DatasetFormatException(path, 0, "the folder holds no data set: neither nodes.csv (a CSV folder) nor NAME_A.txt (the TU format)."),
            _ => throw new DatasetFormatException(path, 0, $"the folder holds several sets: {string.Join(", ", names)}. Give each a folder of its own."),
        };
    }

    /// <summary>Names of the sets whose files lie in a folder.</summary>
    public static IEnumerable<string> NamesIn(string folder) => !Directory.Exists(folder) ? [] : new[] { "A", "graph_indicator" }
        .SelectMany(kind => Directory.EnumerateFiles(folder, $"?*_{kind}.txt").Select(path => Path.GetFileName(path)[..^$"_{kind}.txt".Length]))
        .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    /// <summary>Hash over names, lengths and contents of all files (of the archive's bytes, for an archive).</summary>
    /// <exception cref="DatasetFormatException">A file cannot be read.</exception>
    public ulong ContentHash() =>
        _hash is not null ? _hash() : Datasets.ContentHash.OfFiles(Kinds.Where(_files.ContainsKey).Select(kind => (kind, _files[kind])));

    /// <summary>The file name of a kind.</summary>
    public static string FileName(string name, string kind) => $"{name}_{kind}.txt";

    private static bool IsSet(Dictionary<string, TextSource> files) => files.ContainsKey("A") || files.ContainsKey("graph_indicator");

    private static ulong HashOf(string path)
    {
        var hash = new ContentHash();
        using var stream = File.OpenRead(path);
        hash.Append(stream, GC.AllocateUninitializedArray<byte>(1 << 17));
        return hash.Value();
    }
}
