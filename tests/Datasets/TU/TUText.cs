using System.Globalization;
using System.Text;
using GraphSeq.Datasets;

namespace GraphSeq.Tests.Datasets;

/// <summary>The files of a TU set as bytes, to be changed and read without a disk.</summary>
internal sealed class TUText
{
    public const string Name = "TOY";

    /// <summary>Content by kind, such as <c>node_labels</c>.</summary>
    public Dictionary<string, byte[]> Files { get; init; } = [];

    public byte[] this[string kind]
    {
        get => Files[kind];
        set => Files[kind] = value;
    }

    /// <summary>Two graphs of 3 and 2 nodes: a path 1-2-3 and an edge 4-5, with every kind of file.</summary>
    public static TUText Toy() => Of(
        ("A", "1, 2\n2, 1\n2, 3\n3, 2\n4, 5\n5, 4\n"),
        ("graph_indicator", "1\n1\n1\n2\n2\n"),
        ("graph_labels", "1\n-1\n"),
        ("node_labels", "0\n1\n0\n3\n1\n"),
        ("node_attributes", "0.5, 1\n1.5, 2\n2.5, 3\n-3.5e0,  4\n 4.5,5\n"),
        ("edge_labels", "0\n0\n1\n1\n0\n0\n"),
        ("edge_attributes", "0.1\n0.2\n0.3\n0.4\n0.5\n0.6\n"));

    public static TUText Of(params (string Kind, string Text)[] files) =>
        new() { Files = files.ToDictionary(file => file.Kind, file => Encoding.UTF8.GetBytes(file.Text)) };

    /// <summary>The first graphs of a set on disk, renumbered by nothing: ids stay.</summary>
    public static TUText FirstGraphs(string folder, string name, int numGraphs)
    {
        string[] Lines(string kind) => File.ReadAllLines(Path.Combine(folder, $"{name}_{kind}.txt"));
        var nodes = Lines("graph_indicator").Count(line => int.Parse(line, CultureInfo.InvariantCulture) <= numGraphs);
        var edges = Lines("A").Select(line => int.Parse(line.Split(',')[0], CultureInfo.InvariantCulture) <= nodes).ToArray();
        var text = new TUText();
        foreach (var path in Directory.GetFiles(folder, $"{name}_*.txt"))
        {
            var kind = Path.GetFileNameWithoutExtension(path)[(name.Length + 1)..];
            IEnumerable<string>? kept = kind switch
            {
                "A" or "edge_labels" or "edge_attributes" => Lines(kind).Where((_, e) => edges[e]),
                "graph_indicator" or "node_labels" or "node_attributes" => Lines(kind).Take(nodes),
                "graph_labels" or "graph_attributes" => Lines(kind).Take(numGraphs),
                _ => null,
            };
            if (kept is not null) text[kind] = Encoding.UTF8.GetBytes(string.Concat(kept.Select(line => line + "\n")));
        }
        return text;
    }

    public TUText With(string kind, string text)
    {
        var copy = Copy();
        copy[kind] = Encoding.UTF8.GetBytes(text);
        return copy;
    }

    public TUText Without(params string[] kinds)
    {
        var copy = Copy();
        foreach (var kind in kinds) copy.Files.Remove(kind);
        return copy;
    }

    public TUText Copy() => new() { Files = new Dictionary<string, byte[]>(Files) };

    public string Text(string kind) => Encoding.UTF8.GetString(Files[kind]);

    /// <summary>Reads the set as <see cref="TUDataset"/> does, from memory.</summary>
    /// <param name="options">What is read; null for the defaults.</param>
    /// <param name="open">Makes a file's stream; null for a plain one.</param>
    public GraphDataset Read(TUDatasetOptions? options = null, Func<byte[], Stream>? open = null)
    {
        var sources = Files.ToDictionary(file => file.Key, file => new TextSource(
            TUFiles.FileName(Name, file.Key), file.Value.Length, () => open?.Invoke(file.Value) ?? new MemoryStream(file.Value, writable: false)));
        var files = new TUFiles(Name, "toy", sources);
        return new GraphDataset(TUReader.Read(files, options ?? new TUDatasetOptions(), files.ContentHash()));
    }

    public void WriteTo(string folder, string name = Name)
    {
        Directory.CreateDirectory(folder);
        foreach (var (kind, bytes) in Files) File.WriteAllBytes(Path.Combine(folder, $"{name}_{kind}.txt"), bytes);
    }
}
