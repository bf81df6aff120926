using GraphSeq.Datasets;
using GraphSeq.Models;
using GraphSeq.Tests.Support;
using GraphSeq.Training;
using GraphSeq.Training.Metrics;
using TorchSharp;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Training;

/// <summary>Targets that are missing count in no loss, gradient, metric or statistic.</summary>
public class MissingTargetsTests
{
    private const float N = float.NaN;

    [Theory]
    [InlineData(RegressionLoss.MeanSquaredError, (1 + 4) / 2.0, new double[] { 1, 0, 0, 2 })]
    [InlineData(RegressionLoss.MeanAbsoluteError, (1 + 2) / 2.0, new double[] { 0.5, 0, 0, 0.5 })]
    public void Loss_MissingValues_HasNeitherLossNorGradient(RegressionLoss loss, double expected, double[] gradient)
    {
        using var scope = NewDisposeScope();
        var outputs = tensor(new double[,] { { 2, 7 }, { 9, 5 } }, requires_grad: true);
        var value = TaskLoss.Compute(Targets.OfValues([1, N, N, 3], ["a", "b"], hasMissing: true), outputs, tensor(new float[,] { { 1, N }, { N, 3 } }),
            new TrainerOptions { Epochs = 1, RegressionLoss = loss });
        Assert.Equal(expected, value.ToDouble(), 12);
        value.backward();
        TensorAssert.Close(outputs.grad!.view(-1), tensor(gradient), 1e-12);
    }

    [Fact]
    public void Loss_AllMissing_IsZeroWithZeroGradient()
    {
        using var scope = NewDisposeScope();
        foreach (var (task, targets) in new[]
            {
                (Targets.OfValues([N, N], ["a"], hasMissing: true), tensor(new float[,] { { N }, { N } })),
                (Targets.OfClasses([-1, -1], ["a"], hasMissing: true), tensor(new long[] { -1, -1 })),
            })
        {
            var outputs = tensor(new double[,] { { 2 }, { 3 } }, requires_grad: true);
            var value = TaskLoss.Compute(task, outputs, targets, new TrainerOptions { Epochs = 1 });
            value.backward();
            Assert.Equal(0, value.ToDouble());
            TensorAssert.Close(outputs.grad!, zeros(2, 1, ScalarType.Float64), 0);
        }
    }

    [Fact]
    public void Loss_MissingClasses_IsThatOfTheOthers()
    {
        using var scope = NewDisposeScope();
        var outputs = tensor(new double[,] { { 0, Math.Log(3) }, { 5, 1 }, { 0, 0 } });
        var value = TaskLoss.Compute(Targets.OfClasses([1, -1, 0], ["a", "b"], hasMissing: true), outputs, tensor(new long[] { 1, -1, 0 }), new TrainerOptions { Epochs = 1 });
        Assert.Equal((Math.Log(4.0 / 3) + Math.Log(2)) / 2, value.ToDouble(), 12);
    }

    [Fact]
    public void RegressionMetrics_MissingValues_DoNotCount()
    {
        // Column 0: errors 1 and -1 around a mean of 2, spread 2; column 1 has one value, met exactly; column 2 none.
        var metrics = RegressionMetrics.Compute([1, N, N, 3, 5, N, N, N, N], [2, 0, 0, 2, 5, 0, 9, 9, 9], 3);
        Assert.Equal(2 / 3.0, metrics.MeanAbsoluteError, 12);
        Assert.Equal(Math.Sqrt(2 / 3.0), metrics.RootMeanSquaredError, 12);
        Assert.Equal((0 + 1) / 2.0, metrics.R2, 12);
    }

    [Fact]
    public void Evaluation_MissingClasses_LeavesTheirRowsOut()
    {
        var targets = Targets.OfClasses([0, -1, 1], ["a", "b"], hasMissing: true);
        var evaluation = Evaluation.Of(new Predictions(TaskKind.Classification, [0, 1, 2], 2, [1, 0, 1, 0, 1, 0]), targets);
        Assert.Equal((2, 0.5), (evaluation.Rows, evaluation.Accuracy));
        Assert.Contains("every row is missing", Assert.Throws<ArgumentException>(
            () => Evaluation.Of(new Predictions(TaskKind.Classification, [1], 2, [1, 0]), targets)).Message);
    }

    [Fact]
    public void OfClassesAndOfValues_MissingWithoutLeave_AreRefused()
    {
        Assert.Contains("class -1 of row 0", Assert.Throws<ArgumentException>(() => Targets.OfClasses([-1], ["a"])).Message);
        Assert.Contains("class -2 of row 0", Assert.Throws<ArgumentException>(() => Targets.OfClasses([-2], ["a"], hasMissing: true)).Message);
        Assert.Throws<ArgumentException>(() => Targets.OfValues([1], ["a"], multiLabel: true, hasMissing: true));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Fit_OtherValuesInPlaceOfMissingOnes_LearnsTheSame(bool plan)
    {
        // Half the targets are missing; the model must end as one that was given only the other half of the graphs' values, whatever else is there.
        var rings = ToyData.Rings(12, TaskKind.Regression);
        float[] values = [.. rings.Targets.Values.ToArray().Select((value, row) => row % 2 == 0 ? N : value)];
        var data = rings.With(parts => parts with { Targets = Targets.OfValues(values, ["y"], hasMissing: true) });
        var options = new SequenceGraphModelOptions { NodeShape = [4], Outputs = 1, HiddenSize = 8, Layers = 1, Standardize = true, StandardizeTargets = true };
        using var model = new SequenceGraphModel(options, seed: 1);
        var trainer = new Trainer(new() { Epochs = 3, BatchSize = 12, Plan = plan });
        var result = trainer.Fit(model, data, new Split([.. Enumerable.Range(0, 12)], [], []));
        Assert.True(double.IsFinite(result.Train.Loss));
        float[] known = [.. values.Where(value => !float.IsNaN(value))];
        Assert.Equal(known.Average(), model.TargetScaler!.Means[0], 5);
        Assert.Equal(Math.Sqrt(known.Average(value => (value - known.Average()) * (value - known.Average()))), model.TargetScaler.Scales[0], 5);
        var outputs = Evaluator.Predict(model, data).Outputs;
        Assert.Equal(known.Select((value, i) => Math.Abs(value - outputs[2 * i + 1])).Average(), result.Train.MeanAbsoluteError!.Value, 5);
    }

    [Fact]
    public void StandardizeTargets_WithoutStatistics_SaysSo()
    {
        var data = ToyData.Rings(4, TaskKind.Regression);
        using var model = new SequenceGraphModel(new() { NodeShape = [4], Outputs = 1, StandardizeTargets = true });
        Assert.True(model.NeedsTargetScaler);
        Assert.Contains("StandardizeTargets is true", Assert.Throws<InvalidOperationException>(() => Evaluator.Predict(model, data)).Message);
        using var classes = new SequenceGraphModel(new() { NodeShape = [4], Outputs = 2, StandardizeTargets = true });
        var error = Assert.Throws<ArgumentException>(() => new Trainer(new() { Epochs = 1 }).Fit(classes, ToyData.Rings(4), new Split([0, 1], [], [])));
        Assert.Contains("StandardizeTargets is for regression", error.Message);
    }

    [Fact]
    public void TargetScaler_Outputs_AreInTheTargetsUnits()
    {
        using var scope = NewDisposeScope();
        using var model = new SequenceGraphModel(new() { NodeShape = [4], Outputs = 2, StandardizeTargets = true }, seed: 1);
        using var plain = new SequenceGraphModel(new() { NodeShape = [4], Outputs = 2 }, seed: 1);
        model.TargetScaler = new GraphSeq.Graph.FeatureScaler([10, 20], [2, 3], [2], null);
        using var batch = ToyData.Rings(3).Batch([0, 1, 2]);
        var expected = plain.call(batch) * tensor(new float[] { 2, 3 }) + tensor(new float[] { 10, 20 });
        TensorAssert.Close(model.call(batch), expected, 1e-4);
        using (no_grad()) TensorAssert.Close(model.call(batch), expected, 1e-4);
        Assert.Throws<ArgumentException>(() => model.TargetScaler = new GraphSeq.Graph.FeatureScaler([1], [1], [1], null));
    }
}
