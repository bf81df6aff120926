using System.Text.RegularExpressions;
using System.Xml.Linq;
using GraphSeq.Graph.Convolutions;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Docs;

/// <summary>The documentation comments of the graph library, and the tables of docs/layers.md.</summary>
internal static class DocumentationText
{
    private static readonly XDocument Comments = XDocument.Load(Path.ChangeExtension(typeof(GraphConvolution).Assembly.Location, ".xml"));

    public static XElement Summary(Type type) =>
        Comments.Descendants("member").Single(element => element.Attribute("name")!.Value == $"T:{type.FullName}").Element("summary")!;

    /// <summary>A summary as one line of Markdown.</summary>
    public static string Line(Type type) => Folded(string.Concat(Summary(type).Nodes().Select(node => node switch
    {
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement { Name.LocalName: "see" } see => $"`{see.Attribute("cref")!.Value.Split('(')[0].Split('.', ':')[^1]}`",
        XElement other => other.Value,
        var text => ((XText)text).Value,
    })));

    public static string Folded(string text) => Regex.Replace(text, @"\s+", " ").Trim();

    /// <summary>The cells of every row below a heading.</summary>
    public static IEnumerable<string[]> Rows(string heading) =>
        File.ReadLines(Path.Combine(SharedFiles.RepositoryRoot, "docs", "layers.md")).SkipWhile(line => line != $"## {heading}").Skip(1)
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal)).Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Trim('|', ' ').Split(" | ", StringSplitOptions.TrimEntries));
}
