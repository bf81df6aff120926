using System.Text.Json;
using GraphSeq.Graph;

namespace GraphSeq.Datasets;

/// <summary>Weekly cases of chickenpox in 20 counties of Hungary, 2004 to 2014, standardised over the whole table, on the graph of neighbouring counties.</summary>
/// <remarks><see href="https://arxiv.org/abs/2102.08100">B. Rozemberczki et al., "Chickenpox Cases in Hungary: a Benchmark Dataset for Spatiotemporal Signal
/// Processing with Graph Neural Networks", 2021</see>; the file is PyTorch Geometric Temporal's. 521 weeks; edges both ways, with self-loops.</remarks>
public static class Chickenpox
{
    /// <summary>Weeks of a year.</summary>
    public const int WeeksPerYear = 52;

    private const string FileName = "chickenpox.json";

    private static readonly SeriesSource Source = new(
        "chickenpox", new Uri("https://raw.githubusercontent.com/benedekrozemberczki/pytorch_geometric_temporal/adefe44265ad8faf239fd6cf3b59b95ca3ee60aa/dataset/"),
        (FileName, "724b48cfb274b2ecbb855bdb99b970b5ef9dd3671694fa477435dc1e08293735"));

    /// <summary>Reads the series from a folder given, from <c>GRAPHSEQ_DATA</c>, from the cache, or downloads it; in this order.</summary>
    /// <param name="options">Places; null for the defaults.</param>
    /// <exception cref="DatasetNotFoundException">It is nowhere to be had; the message lists what was tried.</exception>
    /// <exception cref="DatasetFormatException">The file is damaged.</exception>
    public static GraphTimeSeries Load(SeriesDatasetOptions? options = null) =>
        Read(Path.Combine(Source.Find(options ?? new SeriesDatasetOptions()), FileName));

    /// <summary>Where the series is on this machine.</summary>
    /// <param name="options">Places; null for the defaults.</param>
    /// <returns>The folder; null if it is in none of the places.</returns>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static string? Find(SeriesDatasetOptions? options = null) => Source.FindLocally(options ?? new SeriesDatasetOptions(), []);

    /// <summary>Fetches the series into the cache, unless it is there.</summary>
    /// <param name="options">Where from and where to; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the download.</param>
    /// <returns>The folder, and whether anything had to be downloaded.</returns>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="DatasetNotFoundException">It cannot be had.</exception>
    public static Task<(string Folder, bool Downloaded)> DownloadAsync(SeriesDatasetOptions? options = null, CancellationToken cancellationToken = default) =>
        Source.FillCacheAsync(options ?? new SeriesDatasetOptions(), cancellationToken);

    /// <summary>Reads a file of this layout: <c>edges</c> (pairs), <c>node_ids</c> (name to number) and <c>FX</c> (rows of weeks, a value per node).</summary>
    /// <param name="path">The JSON file.</param>
    /// <exception cref="DatasetFormatException">It is not of this layout; the message says where.</exception>
    public static GraphTimeSeries Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Layout layout;
        try
        {
            layout = JsonSerializer.Deserialize<Layout>(BoundedFile.ReadAllBytes(path), Json) ?? throw new DatasetFormatException(path, 0, "the file holds null.");
        }
        catch (JsonException e)
        {
            throw new DatasetFormatException(path, (e.LineNumber ?? -1) + 1, $"{e.Path ?? "the file"} is not as expected: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetFormatException(path, 0, $"the file cannot be read: {e.Message}", e);
        }
        return new GraphTimeSeries("chickenpox", Values(layout, path), GraphSeriesReader.ToAdjacency(Edges(layout, path), layout.NodeIds.Count),
            ["cases (standardised)"], Names(layout, path));
    }

    private static float[] Values(Layout layout, string path)
    {
        if (layout.Rows.Count == 0) throw new DatasetFormatException(path, 0, "FX has no row.");
        for (var week = 0; week < layout.Rows.Count; week++)
        {
            if (layout.Rows[week].Count != layout.NodeIds.Count)
                throw new DatasetFormatException(path, 0, $"FX[{week}] has {layout.Rows[week].Count} values but must have {layout.NodeIds.Count}, one for each of node_ids.");
            if (layout.Rows[week].Index().FirstOrDefault(value => !float.IsFinite((float)value.Item), (-1, 0)) is { Index: >= 0 } wrong)
                throw new DatasetFormatException(path, 0, $"FX[{week}][{wrong.Index}] is {wrong.Item:R} but must be a number that float32 holds.");
        }
        return [.. layout.Rows.SelectMany(row => row).Select(value => (float)value)];
    }

    private static List<(int, int, float)> Edges(Layout layout, string path)
    {
        List<(int, int, float)> edges = [];
        var seen = new HashSet<(int, int)>();
        foreach (var (e, pair) in layout.Edges.Index())
        {
            if (pair.Count != 2 || pair.Any(node => node < 0 || node >= layout.NodeIds.Count))
                throw new DatasetFormatException(path, 0, $"edges[{e}] is [{string.Join(", ", pair)}] but must be two numbers in [0, {layout.NodeIds.Count}).");
            if (!seen.Add((pair[0], pair[1]))) throw new DatasetFormatException(path, 0, $"edges[{e}] is [{pair[0]}, {pair[1]}], which came before. Remove one of the two.");
            edges.Add((pair[0], pair[1], 1));
        }
        return edges;
    }

    private static string[] Names(Layout layout, string path)
    {
        var names = new string?[layout.NodeIds.Count];
        foreach (var (name, node) in layout.NodeIds)
        {
            if (node < 0 || node >= names.Length || names[node] is not null)
                throw new DatasetFormatException(path, 0, $"node_ids gives {name} the number {node}, but they must be 0 to {names.Length - 1}, each once.");
            names[node] = name;
        }
        return names!;
    }

    private static readonly JsonSerializerOptions Json = new() { RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    private sealed record Layout(
        [property: System.Text.Json.Serialization.JsonPropertyName("edges")] List<List<int>> Edges,
        [property: System.Text.Json.Serialization.JsonPropertyName("node_ids")] Dictionary<string, int> NodeIds,
        [property: System.Text.Json.Serialization.JsonPropertyName("FX")] List<List<double>> Rows);
}
