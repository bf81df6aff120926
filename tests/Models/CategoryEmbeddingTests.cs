using GraphSeq.Datasets;
using GraphSeq.Models;
using GraphSeq.Tests.Support;
using GraphSeq.Training;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Models;

public class CategoryEmbeddingTests
{
    private static readonly SequenceGraphModelOptions Options =
        new() { NodeShape = [0], Outputs = 2, CategorySizes = [5, 3], EmbeddingSize = 4, Layers = 2, HiddenSize = 8 };

    // Rings whose nodes have two columns of categories, the first telling the class of the graph.
    private static GraphDataset Labelled(int count, bool withFeatures = false)
    {
        var rings = ToyData.Rings(count);
        var codes = new int[rings.NumNodes];
        for (var g = 0; g < count; g++)
            for (var node = rings.NodePtr[g]; node < rings.NodePtr[g + 1]; node++) codes[node] = 2 * (node % 2) + (int)rings.Targets.Classes[g];
        return rings.With(parts => parts with
        {
            Features = withFeatures ? parts.Features : [],
            NodeShape = withFeatures ? parts.NodeShape : [0],
            Categories = [new CategoricalColumn(codes, 5), new CategoricalColumn([.. codes.Select((_, node) => node % 3)], 3)],
        });
    }

    [Fact]
    public void Forward_Categories_EqualsALinearLayerOnOneHotCodes()
    {
        using var scope = NewDisposeScope();
        var data = Labelled(4, withFeatures: true);
        using var model = new SequenceGraphModel(Options with { NodeShape = [4], Layers = 0, Readout = ReadoutKind.None }, seed: 1);
        using var batch = data.Batch([2, 0]);
        var state = model.state_dict();
        Assert.Equal(["emb1.weight", "emb2.weight", "lin.bias", "lin.weight"], state.Keys.Order());
        var codes = batch.Categories!.unbind(1);
        var (first, second) = (nn.functional.one_hot(codes[0], 5).to(ScalarType.Float32), nn.functional.one_hot(codes[1], 3).to(ScalarType.Float32));
        var rows = cat([batch.X!, first.matmul(state["emb1.weight"]), second.matmul(state["emb2.weight"])], 1);
        TensorAssert.Close(model.call(batch), rows.matmul(state["lin.weight"].t()) + state["lin.bias"], 1e-4);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Fit_CategoriesTellTheClass_LearnsItWithAndWithoutPlan(bool plan)
    {
        var data = Labelled(48);
        using var model = new SequenceGraphModel(Options, seed: 2);
        using var before = model.get_parameter("emb1.weight")!.detach().clone();
        var result = new Trainer(new() { Epochs = 12, LearningRate = 1e-2, Plan = plan }).Fit(model, data, ToyData.HalfQuarters(48));
        Assert.Equal(1, result.Test!.Accuracy);
        using var moved = (model.get_parameter("emb1.weight")!.detach() - before).abs().amax([1]);
        Assert.True(moved[0].item<float>() > 0 && moved[1].item<float>() > 0);
        Assert.Equal(0, moved[4].item<float>());                            // a category that no node has learns nothing
    }

    [Fact]
    public void Create_SameSeed_SameEmbeddingAndSurvivesAFile()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        using var model = new SequenceGraphModel(Options, seed: 3);
        using var twin = new SequenceGraphModel(Options, seed: 3);
        TensorAssert.Same(model.get_parameter("emb2.weight")!, twin.get_parameter("emb2.weight")!);
        model.eval();
        ModelFile.Save(folder.Path, model);
        using var saved = ModelFile.Load(folder.Path);
        using var batch = Labelled(3).Batch([0, 2]);
        TensorAssert.Same(saved.Model.call(batch), model.call(batch));
    }

    [Fact]
    public void Forward_BatchThatDoesNotFit_SaysWhy()
    {
        using var model = new SequenceGraphModel(Options);
        using var without = ToyData.Rings(2).With(parts => parts with { Features = [], NodeShape = [0] }).Batch([0]);
        Assert.Contains("CategorySizes has 2 columns, but the batch has no categories", Assert.Throws<ArgumentException>(() => model.call(without)).Message);
        using var beyond = Labelled(2).With(parts => parts with { Categories = [parts.Categories[0], new([.. parts.Categories[0].Values], 5)] }).Batch([1]);
        Assert.Contains("column 1 of the batch's categories has 3, but the model knows 3", Assert.Throws<ArgumentException>(() => model.call(beyond)).Message);
    }

    [Fact]
    public void Constructor_OptionsThatDoNotFit_SayWhich()
    {
        static string Refused(SequenceGraphModelOptions options) => Assert.Throws<ArgumentException>(() => new SequenceGraphModel(options)).Message;
        Assert.Contains("NodeShape is [0]", Refused(Options with { CategorySizes = null, EmbeddingSize = null }));
        Assert.Contains("EmbeddingSize is set, but there are no CategorySizes", Refused(Options with { CategorySizes = null, NodeShape = [2] }));
        Assert.Contains("CategorySizes must be sizes of at least 1", Refused(Options with { CategorySizes = [3, 0] }));
        Assert.Contains("only Order sequence-first", Refused(Options with { NodeShape = [4, 2], Order = ModelOrder.GraphFirst }));
        Assert.Contains("nothing to encode", Assert.Throws<ArgumentException>(() => ModelPresets.Create("conv-lstm-gcn", [0], 2, categorySizes: [9])).Message);
    }
}
