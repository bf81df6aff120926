using GraphSeq.Datasets;

namespace GraphSeq.Cli.Data;

/// <summary>Sets of the TU collection that papers report most, and how to find which sets are on this machine.</summary>
internal static class KnownSets
{
    /// <summary>Name and contents, as the collection's page lists them.</summary>
    public static IReadOnlyList<(string Name, string Contents)> Collection { get; } =
    [
        ("AIDS", "molecules, 2000 graphs, 2 classes"), ("BZR", "molecules, 405 graphs, 2 classes"), ("COX2", "molecules, 467 graphs, 2 classes"),
        ("DHFR", "molecules, 467 graphs, 2 classes"), ("FRANKENSTEIN", "molecules, 4337 graphs, 2 classes"), ("MUTAG", "molecules, 188 graphs, 2 classes"),
        ("Mutagenicity", "molecules, 4337 graphs, 2 classes"), ("NCI1", "molecules, 4110 graphs, 2 classes"), ("NCI109", "molecules, 4127 graphs, 2 classes"),
        ("PTC_FM", "molecules, 349 graphs, 2 classes"), ("PTC_FR", "molecules, 351 graphs, 2 classes"), ("PTC_MM", "molecules, 336 graphs, 2 classes"),
        ("PTC_MR", "molecules, 344 graphs, 2 classes"), ("DD", "proteins, 1178 graphs, 2 classes"), ("ENZYMES", "proteins, 600 graphs, 6 classes"),
        ("PROTEINS", "proteins, 1113 graphs, 2 classes"), ("PROTEINS_full", "proteins, 1113 graphs, 2 classes"), ("COLLAB", "authors, 5000 graphs, 3 classes"),
        ("DBLP_v1", "citations, 19456 graphs, 2 classes"), ("IMDB-BINARY", "actors, 1000 graphs, 2 classes"), ("IMDB-MULTI", "actors, 1500 graphs, 3 classes"),
        ("REDDIT-BINARY", "discussions, 2000 graphs, 2 classes"), ("REDDIT-MULTI-5K", "discussions, 4999 graphs, 5 classes"),
        ("REDDIT-MULTI-12K", "discussions, 11929 graphs, 11 classes"), ("Cuneiform", "signs, 267 graphs, 30 classes"),
        ("Letter-high", "drawings, 2250 graphs, 15 classes"), ("Letter-low", "drawings, 2250 graphs, 15 classes"),
        ("Letter-med", "drawings, 2250 graphs, 15 classes"), ("MSRC_9", "images, 221 graphs, 8 classes"), ("MSRC_21", "images, 563 graphs, 20 classes"),
        ("COLORS-3", "made, 10500 graphs, regression"), ("TRIANGLES", "made, 45000 graphs, 10 classes"), ("Synthie", "made, 400 graphs, 4 classes"),
    ];

    /// <summary>Names of the sets in a folder: sets as folders, archives, and in the folders that a data folder has for them.</summary>
    public static IEnumerable<string> In(string? root)
    {
        if (root is null || !Directory.Exists(root)) return [];
        var places = new[] { root, Path.Combine(root, "tu"), Path.Combine(root, "tu-zip") }.Where(Directory.Exists);
        return places.SelectMany(place => Directory.EnumerateDirectories(place).Append(place).Select(TUDataset.FindName).OfType<string>()
            .Concat(Directory.EnumerateFiles(place, "*.zip").Select(path =>
                Path.GetFileNameWithoutExtension(path)))).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
    }

    /// <summary>CSV folders in a folder.</summary>
    public static IEnumerable<string> CsvFoldersIn(string? root) =>
        root is null || !Directory.Exists(root) ? []
            : Directory.EnumerateDirectories(root).Append(root).Where(CsvFolderDataset.IsFolder).Order(StringComparer.Ordinal);
}
