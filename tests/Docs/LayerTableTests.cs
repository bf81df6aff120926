using GraphSeq.Tests.Graph.Convolutions;

namespace GraphSeq.Tests.Docs;

/// <summary>docs/layers.md says what the code says: equations are those of the documentation comments, options those of the constructors.</summary>
public class LayerTableTests
{
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

    private static string Equation(Type type) => DocumentationText.Folded(DocumentationText.Summary(type).Elements("c").Last().Value);

    /// <summary>What the catalog's tests give the layer beside node features.</summary>
    private static string Edges(Type type)
    {
        var kinds = LayerCatalog.Cases.Values.Where(test => test.Create().GetType() == type).Select(test => test.EdgeData).ToHashSet();
        return kinds.Contains(EdgeData.Weight) ? "weights" : kinds.Contains(EdgeData.Features) ? "features" : "none";
    }

    private static IEnumerable<string[]> Rows() => DocumentationText.Rows("Convolutions");
}
