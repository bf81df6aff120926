using System.Globalization;
using GraphSeq.Graph.Normalization;
using GraphSeq.Graph.Readouts;
using GraphSeq.Graph.Recurrent;
using GraphSeq.Graph.Regularization;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Docs;

/// <summary>docs/layers.md says of readouts, pooling, norms, regularisers and cells what the code says.</summary>
public class ModuleTableTests
{
    private static readonly Dictionary<string, Type[]> Tables = new()
    {
        ["Readouts"] = Modules(typeof(Readout), type => !type.IsSubclassOf(typeof(GraphPooling))),
        ["Pooling"] = Modules(typeof(Readout), type => type.IsSubclassOf(typeof(GraphPooling))),
        ["Normalisation"] = Modules(typeof(NormalizationLayer)),
        ["Regularisers"] = Modules(typeof(DropEdge)),
        ["Recurrent cells"] = Modules(typeof(GraphRecurrentCell)),
    };

    public static TheoryData<string, string> Rows
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var (table, types) in Tables)
                foreach (var type in types) rows.Add(table, type.Name);
            return rows;
        }
    }

    [Theory, MemberData(nameof(Rows))]
    public void Row_OfEveryModule_MatchesTheCode(string table, string name)
    {
        var type = Tables[table].Single(candidate => candidate.Name == name);
        var row = DocumentationText.Rows(table).SingleOrDefault(cells => cells[0] == $"`{name}`");
        Assert.True(row is not null, string.Create(CultureInfo.InvariantCulture, $"docs/layers.md has no row `{name}` under {table}."));
        Assert.Equal(DocumentationText.Line(type).Replace("|", "\\|", StringComparison.Ordinal), row[1]);
        Assert.Equal(Options(type), row[3]);
    }

    [Fact]
    public void Tables_Rows_AreModulesThatThereAre() => Assert.All(Tables, table =>
        Assert.Equal(table.Value.Select(type => $"`{type.Name}`").Order(), DocumentationText.Rows(table.Key).Select(cells => cells[0]).Order()));

    private static string Options(Type type)
    {
        var names = type.GetConstructors().MaxBy(constructor => constructor.GetParameters().Length)!.GetParameters().Select(parameter => parameter.Name).ToList();
        return names.Count == 0 ? "none" : string.Join(", ", names);
    }

    /// <summary>Modules that can be made, in the namespace of one of them.</summary>
    private static Type[] Modules(Type neighbour, Func<Type, bool>? where = null) =>
        [.. neighbour.Assembly.GetExportedTypes().Where(type =>
            type.Namespace == neighbour.Namespace && type.IsSubclassOf(typeof(nn.Module)) && !type.IsAbstract && where?.Invoke(type) != false)];
}
