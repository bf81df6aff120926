using GraphSeq.Models;
using GraphSeq.Tests.Support;
using GraphSeq.Training;

namespace GraphSeq.Tests.Training;

public class ModuleModesTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Predict_PartsInOtherModes_ArePutBackOneByOne(bool training)
    {
        var data = ToyData.Rings(4);
        using var model = new SequenceGraphModel(
            new SequenceGraphModelOptions { NodeShape = [4], Outputs = 2, Layers = 2, HiddenSize = 4, Norm = NormKind.Batch, Convolution = new() { Kind = "gin" } });
        model.train(training);
        foreach (var (name, module) in model.named_modules())
            if (name is "norm1" or "conv2") module.train(!training);
        var before = Modes();
        Assert.Equal([true, false], before.Values.Distinct().OrderDescending());
        Evaluator.Predict(model, data);
        Assert.Equal(before, Modes());

        Dictionary<string, bool> Modes() => model.named_modules().Append(("", model)).ToDictionary(entry => entry.Item1, entry => entry.Item2.training);
    }
}
