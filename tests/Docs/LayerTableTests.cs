using System.Text.RegularExpressions;
using System.Xml.Linq;
using GraphSeq.Graph.Convolutions;
using GraphSeq.Tests.Graph.Convolutions;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Docs;

/// <summary>docs/layers.md says what the code says: equations are those of the documentation comments, options those of the constructors.</summary>
public class LayerTableTests
{
    private static readonly XDocument Comments = XDocument.Load(Path.ChangeExtension(typeof(GraphConvolution).Assembly.Location, ".xml"));

    public static TheoryData<string> Layers => [.. ConvolutionTests.PublicLayers.Select(type => type.Name)];

    [Theory, MemberData(nameof(Layers))]
    public void Row_OfEveryLayer_MatchesTheCode(string layer)
    {
        var type = ConvolutionTests.PublicLayers.Single(candidate => candidate.Name == layer);
        var row = Rows().SingleOrDefault(cells => cells[0] == $"`{layer}`");
        Assert.True(row is not null, $"docs/layers.md has no row `{layer}`. Add: {string.Join(" | ", Expected(type))} | cost");
        Assert.Equal(Expected(type), row[..5]);
        Assert.StartsWith("O(", row[5].TrimStart('`'), StringComparison.Ordinal);
    }

    [Fact]
    public void Table_Rows_AreLayersThatThereAre() =>
        Assert.Equal(ConvolutionTests.PublicLayers.Select(type => $"`{type.Name}`").Order(), Rows().Select(cells => cells[0]).Order());

    private static string[] Expected(Type type) =>
    [
        $"`{type.Name}`",
        $"`{Equation(type)}`",
        $"[{type.Name}](https://pytorch-geometric.readthedocs.io/en/latest/generated/torch_geometric.nn.conv.{type.Name}.html)",
        string.Join(", ", type.GetConstructors().Single().GetParameters().Select(parameter => parameter.Name)),
        Edges(type),
    ];

    private static string Equation(Type type)
    {
        var member = Comments.Descendants("member").Single(element => element.Attribute("name")!.Value == $"T:{type.FullName}");
        return Regex.Replace(member.Element("summary")!.Elements("c").Last().Value, @"\s+", " ");
    }

    /// <summary>What the catalog's tests give the layer beside node features.</summary>
    private static string Edges(Type type)
    {
        var kinds = LayerCatalog.Cases.Values.Where(test => test.Create().GetType() == type).Select(test => test.EdgeData).ToHashSet();
        return kinds.Contains(EdgeData.Weight) ? "weights" : kinds.Contains(EdgeData.Features) ? "features" : "none";
    }

    private static IEnumerable<string[]> Rows() =>
        File.ReadLines(Path.Combine(SharedFiles.RepositoryRoot, "docs", "layers.md")).Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Trim('|', ' ').Split(" | ", StringSplitOptions.TrimEntries));
}
