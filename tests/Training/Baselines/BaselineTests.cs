using GraphSeq.Datasets;
using GraphSeq.Tests.Support;
using GraphSeq.Training.Baselines;

namespace GraphSeq.Tests.Training.Baselines;

public class BaselineTests
{
    private static readonly Split Halves = ToyData.HalfQuarters(48);

    [Fact]
    public void Run_Majority_IsTheShareOfTheTrainingPartsMostFrequentClass()
    {
        var data = ToyData.Rings(12);                                           // classes alternate, 0 first
        var result = Baseline.Run(BaselineKind.Majority, data, new Split([0, 2, 1], [3], [4, 5, 7, 9]));
        Assert.Equal((0.25, 0.0), (result.Test.Accuracy, result.Validation!.Accuracy));
    }

    [Theory]
    [InlineData(BaselineKind.StructureBlind)]
    [InlineData(BaselineKind.SmoothedKernel)]
    public void Run_FeaturesTellTheClass_FindsIt(BaselineKind kind)
    {
        var result = Baseline.Run(kind, ToyData.Rings(48), Halves);
        Assert.True(result.Test.Accuracy > 0.9, $"{result.Test.Accuracy}");
        var values = Baseline.Run(kind, ToyData.Rings(48, TaskKind.Regression), Halves);
        Assert.True(values.Test.R2 > 0.5, $"{values.Test.R2}");
    }

    [Fact]
    public void Run_ManyGraphs_LearnsFromSomeAndSaysSo()
    {
        int[] all = [.. Enumerable.Range(0, 2150)];
        var result = Baseline.Run(BaselineKind.StructureBlind, ToyData.Rings(2150), new Split(all[..2050], [], all[2050..]));
        Assert.EndsWith("learnt from 2000 of 2050 graphs", result.Choice);
        Assert.True(result.Test.Accuracy > 0.9, $"{result.Test.Accuracy}");
    }

    [Fact]
    public void Run_TestTargets_HaveNoSayInTheChoice()
    {
        var data = ToyData.Rings(48);
        long[] flipped = [.. data.Targets.Classes];
        foreach (var graph in Halves.Test) flipped[graph] = 1 - flipped[graph];
        var other = data.With(parts => parts with { Targets = Targets.OfClasses(flipped, ["low", "high"]) });
        var (first, second) = (Baseline.Run(BaselineKind.StructureBlind, data, Halves), Baseline.Run(BaselineKind.StructureBlind, other, Halves));
        Assert.Equal(first.Choice, second.Choice);
        Assert.Equal(1 - first.Test.Accuracy!.Value, second.Test.Accuracy!.Value, 12);
    }

    [Fact]
    public void Run_Refit_LearnsFromTheValidationPart()
    {
        var result = Baseline.Run(BaselineKind.LabelHistogram, ToyData.Rings(48), Halves, refit: true);
        Assert.Null(result.Validation);
        Assert.InRange(result.Test.Accuracy!.Value, 0, 1);
    }

    [Fact]
    public void LabelHistogram_LabelsAndDegrees_AreSharesOfNodes()
    {
        var rings = ToyData.Rings(1);
        var nodes = rings.NumNodes;
        Assert.Equal(1, GraphDescriptors.LabelHistogram(rings)[0][2], 12);      // every node of a ring has two neighbours
        var labelled = rings.With(parts => parts with { Categories = [new CategoricalColumn([1, .. new int[nodes - 1]], 2)], NodeShape = [4] });
        Assert.Equal(1.0 / nodes, GraphDescriptors.LabelHistogram(labelled)[0][1], 12);
    }

    [Fact]
    public void Smooth_Ring_AveragesANodeWithItsNeighbours()
    {
        var rings = ToyData.Rings(1);
        double[][] rows = [.. Enumerable.Range(0, rings.NumNodes).Select(node => new double[] { node == 0 ? 3 : 0 })];
        var smoothed = GraphDescriptors.Smooth(rings, rows);
        var expected = Enumerable.Range(0, rings.NumNodes).Select(node => node is 0 or 1 || node == rings.NumNodes - 1 ? 1.0 : 0);
        Assert.Equal(expected, smoothed.Select(row => row[0]));
    }

    [Fact]
    public void Run_NodeTargets_Throws() => Assert.Contains("targets of graphs", Assert.Throws<ArgumentException>(
        () => Baseline.Run(BaselineKind.Majority, ToyData.Rings(4, level: TargetLevel.Node), ToyData.HalfQuarters(4))).Message);
}
