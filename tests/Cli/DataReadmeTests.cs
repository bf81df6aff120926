using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Cli;

/// <summary><c>graphseq data info</c> against the counts that the data folder's own README states, read from its text.</summary>
public class DataReadmeTests
{
    private const string Readme = "README.md";

    [SkippableTheory]
    [InlineData("ENZYMES", "tu")]
    [InlineData("MUTAG", "tu")]
    [InlineData("PROTEINS", "tu")]
    [InlineData("IMDB-BINARY", "tu")]
    [InlineData("AIDS", "tu")]
    [InlineData("Cuneiform", "tu")]
    [InlineData("ENZYMES", "tu-zip")]                       // "the archives tu/MUTAG, tu/ENZYMES equal"
    [InlineData("MUTAG", "tu-zip")]
    public void Info_SetOfTheTable_HasTheCountsOfItsRow(string name, string folder)
    {
        var table = File.ReadLines(SharedFiles.RequireData(Readme)).SkipWhile(line => !line.StartsWith("| set | graphs |", StringComparison.Ordinal));
        var row = table.First(line => line.StartsWith($"| {name} |", StringComparison.Ordinal)).Trim('|').Split('|', StringSplitOptions.TrimEntries);
        var info = Info(name, folder);
        Assert.Equal(Number(row[1]), info.GetProperty("graphs").GetInt64());
        Assert.Equal(Number(row[2]), info.GetProperty("nodes").GetInt64());
        Assert.Equal(Number(row[3]), info.GetProperty("report").GetProperty("edge_rows").GetInt64());
        Assert.Equal(Number(row[4]), info.GetProperty("edges").GetInt64());
        var classes = Regex.Match(row[5], @"^(\d+) \((.*)\)$");
        Assert.Equal(Number(classes.Groups[1].Value), info.GetProperty("classes").GetInt64());
        Assert.Equal(ClassCounts(classes.Groups[2].Value), Counts(info));
        Assert.Equal(OneHotWidth(row[6]) + Number(row[7]), info.GetProperty("features").GetInt64());
        Assert.Equal(OneHotWidth(row[8]) + Number(row[9]), info.GetProperty("edge_features").GetInt64());
        var sizes = row[10].Split("..");
        Assert.Equal((Number(sizes[0]), Number(sizes[1])), (info.GetProperty("nodes_per_graph_min").GetInt64(), info.GetProperty("nodes_per_graph_max").GetInt64()));
        Assert.Equal(Number(row[11]), info.GetProperty("report").GetProperty("isolated_nodes").GetInt64());
    }

    [SkippableTheory]
    [InlineData("DBLP_v1.zip", "DBLP_v1", "tu-zip")]
    [InlineData("COLORS-3.zip", "COLORS-3", "tu-zip")]
    [InlineData("cleaned/MUTAG.zip", "MUTAG", "tu-zip/cleaned")]
    [InlineData("cleaned/IMDB-BINARY.zip", "IMDB-BINARY", "tu-zip/cleaned")]
    public void Info_ArchiveOfTheList_HasTheCountsOfItsText(string entry, string name, string folder)
    {
        var row = File.ReadLines(SharedFiles.RequireData(Readme)).First(line => line.StartsWith($"| {entry} |", StringComparison.Ordinal));
        var info = Info(name, folder);
        Assert.Equal(Stated(row, @"(\d+) graphs"), info.GetProperty("graphs").GetInt64());
        Assert.Equal(Stated(row, @"(\d+) nodes"), info.GetProperty("nodes").GetInt64());
        var rows = Stated(row, @"(\d+) rows");
        Assert.Equal(rows, info.GetProperty("report").GetProperty("edge_rows").GetInt64());
        Assert.Equal(Stated(row, @"\((\d+) distinct\)") ?? rows, info.GetProperty("edges").GetInt64());
        if (Stated(row, @"(\d+) isolated nodes") is { } isolated) Assert.Equal(isolated, info.GetProperty("report").GetProperty("isolated_nodes").GetInt64());
        foreach (var count in Counts(info)) Assert.Contains($"{count.Key.Replace('-', '−')}: {count.Value}", row, StringComparison.Ordinal);
    }

    private static JsonElement Info(string name, string folder) =>
        Tool.Run("data", "info", name, "--data", SharedFiles.RequireData(folder), "--no-cache", "--offline", "--json").Json();

    /// <summary>The graphs of each class, by its name.</summary>
    private static Dictionary<string, long> Counts(JsonElement info)
    {
        var counts = info.GetProperty("class_counts").EnumerateArray().Select(count => count.GetInt64());
        return info.GetProperty("class_names").EnumerateArray().Select(name => name.GetString()!).Zip(counts).ToDictionary(pair => pair.First, pair => pair.Second);
    }

    /// <summary><c>−1: 63, 1: 125</c>, <c>1..6, 100 each</c> or <c>0..26: 9 each, 27..29: 8 each</c>.</summary>
    private static Dictionary<string, long> ClassCounts(string text)
    {
        Dictionary<string, long> counts = [];
        foreach (Match part in Regex.Matches(text.Replace('−', '-'), @"(-?\d+)(?:\.\.(\d+))?[:,] (\d+)"))
            for (var label = Number(part.Groups[1].Value); label <= Number(part.Groups[part.Groups[2].Success ? 2 : 1].Value); label++)
                counts.Add(label.ToString(CultureInfo.InvariantCulture), Number(part.Groups[3].Value));
        return counts;
    }

    /// <summary><c>0..37 → 38</c>, or the sum of <c>… → 4+3</c>.</summary>
    private static long OneHotWidth(string cell) => cell.Split('→') is [_, var widths] ? widths.Split('+').Sum(Number) : 0;

    private static long Number(string cell) => cell.Trim().Trim('*') is "–" ? 0 : long.Parse(cell.Trim().Trim('*'), CultureInfo.InvariantCulture);

    private static long? Stated(string row, string pattern) => Regex.Match(row, pattern) is { Success: true } match ? Number(match.Groups[1].Value) : null;
}
