using GraphSeq.Cli;
using GraphSeq.Cli.Runs;
using GraphSeq.Datasets;
using GraphSeq.Models;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Cli;

/// <summary>A saved model is only applied to data that mean by classes and features what it was trained on.</summary>
public sealed class ModelAgreementTests : IDisposable
{
    private static readonly string[] Named = ["a", "b", "c", "d"];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Require_SameNamesOrNoneOnOneSide_Passes()
    {
        Require(Rings());
        Require(Rings().With(parts => parts with { FeatureNames = [] }));
        Require(Rings().With(parts => parts with { Targets = Targets.None }));
        Require(Rings(), metadata: new ModelMetadata());
    }

    [Fact]
    public void Require_ClassesInAnotherOrder_NamesBoth()
    {
        var swapped = Rings().With(parts => parts with { Targets = Targets.OfClasses(parts.Targets.Classes.ToArray(), ["high", "low"]) });
        Require(swapped, expected: "The model of origin does not fit rings: output names are low, high in the model and high, low in the data.");
    }

    [Fact]
    public void Require_FeaturesInAnotherOrder_NamesBoth() => Require(
        Rings().With(parts => parts with { FeatureNames = ["a", "c", "b", "d"] }),
        expected: "feature names are a, b, c, d in the model and a, c, b, d in the data");

    [Fact]
    public void Require_ManyFeatures_NamesTheFirstThatDiffers()
    {
        string[] many = [.. Enumerable.Range(0, 9).Select(i => $"f{i}")];
        var data = ToyData.Rings(6, nodeShape: [9]).With(parts => parts with { FeatureNames = [.. many[..5], "other", .. many[6..]] });
        Require(data, options => options with { NodeShape = [9] }, new ModelMetadata { FeatureNames = many },
            "of 9 feature names in the model and 9 in the data the first to differ is number 5, f5 and other");
    }

    [Fact]
    public void Require_OtherTaskOrWidths_NamesBoth()
    {
        Require(ToyData.Rings(6, TaskKind.Regression), expected: "the model is for classification, the data are for regression");
        Require(ToyData.Rings(6, TaskKind.Regression), metadata: new ModelMetadata { Task = "Regression" }, expected: "the model has 2 outputs, the data 1 (y)");
        Require(ToyData.Rings(6, level: TargetLevel.Node), expected: "the model answers for each graph, the data have a target for each node");
        Require(ToyData.Rings(6, nodeShape: [3]), expected: "the model reads [4] features of each node, the data have [3]");
        Require(Rings(), options => options with { Convolution = new GraphConvolutionOptions { Kind = "gat", EdgeDim = 2 } },
            expected: "the model reads 2 features of each edge, the data have 0");
    }

    [Fact]
    public void Require_CategoriesInAnotherOrder_NamesBoth()
    {
        GraphDataset With(params string[] labels) => Rings().With(parts => parts with
        {
            Categories = [new CategoricalColumn(new int[parts.NodePtr[^1]], labels.Length) { Name = "element", Labels = labels }],
        });
        var metadata = new ModelMetadata { CategoryNames = ModelAgreement.CategoryNames(With("H", "C")) };
        SequenceGraphModelOptions Embedding(SequenceGraphModelOptions options) => options with { CategorySizes = [2], EmbeddingSize = 4 };
        Assert.Equal(["element=H", "element=C"], metadata.CategoryNames);
        Require(With("H", "C"), Embedding, metadata);
        Require(With("C", "H"), Embedding, metadata, "category names are element=H, element=C in the model and element=C, element=H in the data");
        Require(With("H", "C", "O"), Embedding, metadata, "the model knows columns of [2] categories, the data have [3]");
    }

    [Fact]
    public void Run_DataWithOtherClassOrderOrOtherGraphs_IsRefusedByEveryCommand()
    {
        var data = Rings(40);
        CsvFolderDataset.Save(_folder["data"], data);
        CsvFolderDataset.Save(_folder["swapped"], data.With(parts => parts with { Targets = Targets.OfClasses(parts.Targets.Classes.ToArray(), ["high", "low"]) }));
        CsvFolderDataset.Save(_folder["more"], Rings(44));
        var run = _folder["run"];
        Assert.Equal(ExitCode.Ok, Tool.Run("train", _folder["data"], "--no-cache", "--model", "gcn", "--hidden", "4", "--epochs", "1", "--out", run).ExitCode);
        foreach (var command in (string[][])[["evaluate"], ["predict"], ["explain", "--graph", "0"]])
        {
            var tool = Tool.Run([command[0], run, _folder["swapped"], "--no-cache", .. command[1..]]);
            Assert.Equal(ExitCode.BadInput, tool.ExitCode);
            Assert.Contains("output names are low, high in the model and high, low in the data", tool.Error);
        }
        Assert.False(Directory.Exists(Path.Combine(run, "explanations")));
        foreach (var place in (string[])[run, Path.Combine(run, "model")])
        {
            Assert.Equal(ExitCode.Ok, Tool.Run("evaluate", place, _folder["data"], "--no-cache", "--part", "test").ExitCode);
            Assert.Equal(ExitCode.Ok, Tool.Run("evaluate", place, _folder["more"], "--no-cache").ExitCode);
            var other = Tool.Run("evaluate", place, _folder["more"], "--no-cache", "--part", "test");
            Assert.Equal(ExitCode.BadInput, other.ExitCode);
            Assert.Contains("was trained on other data", other.Error);
            Assert.Contains("Pass the data of the run, or leave --part out to use all graphs.", other.Error);
        }
    }

    private static GraphDataset Rings(int count = 6) => ToyData.Rings(count).With(parts => parts with { FeatureNames = Named });

    private static void Require(
        GraphDataset data, Func<SequenceGraphModelOptions, SequenceGraphModelOptions>? change = null, ModelMetadata? metadata = null, string? expected = null)
    {
        var options = new SequenceGraphModelOptions { NodeShape = [4], Outputs = 2, HiddenSize = 4, Layers = 1 };
        metadata ??= new ModelMetadata { Dataset = "origin", Task = "Classification", OutputNames = ["low", "high"], FeatureNames = Named };
        using var saved = new SavedModel(new SequenceGraphModel(change?.Invoke(options) ?? options), metadata);
        if (expected is null) ModelAgreement.Require(saved, data);
        else Assert.Contains(expected, Assert.Throws<BadInputException>(() => ModelAgreement.Require(saved, data)).Message, StringComparison.Ordinal);
    }
}
