using GraphSeq.Datasets;
using GraphSeq.Encoders;
using GraphSeq.Graph;
using GraphSeq.Models;
using GraphSeq.Training;
using GraphSeq.Training.Explanations;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Training.Explanations;

public class GraphExplainerTests
{
    public static TheoryData<string> Kinds => [.. GraphConvolutions.Names];

    [Fact]
    public void IntegratedGradients_PlantedMotif_AreTheHandComputedOnes()
    {
        using var model = PlantedDecision.Model();
        using var graph = PlantedDecision.Graph();
        using var explainer = new GraphExplainer(model, graph);
        var explanation = explainer.IntegratedGradients();
        Assert.Equal(1, explanation.Output);
        Assert.Equal(4, explanation.Score, 5);
        Assert.Equal(1 / (1 + Math.Exp(-4)), explanation.Confidence, 5);
        Assert.Equal(PlantedDecision.Steps, explanation.TimeSteps);
        // Of the 8 that the output gains, each of the two marked cells, and each direction of the edge between them, brings half.
        for (var cell = 0; cell < explanation.Cells.Count; cell++)
        {
            var (node, time) = (cell / PlantedDecision.Steps, cell % PlantedDecision.Steps);
            var marked = time == PlantedDecision.Step && node is PlantedDecision.First or PlantedDecision.Second && time == PlantedDecision.Step;
            Assert.Equal(marked ? 4 : 0, explanation.Cells[cell], 1);
        }
        foreach (var (edge, value) in explanation.Edges.Zip(explanation.EdgeImportance))
            Assert.Equal(PlantedDecision.Motif.Contains(edge) ? 4 : 0, value, 1);
        Assert.Equal(8, explanation.Features[0], 1);
        Assert.Equal(0, explanation.Features[1], 6);
    }

    [Fact]
    public void LearnMask_PlantedMotif_RanksItFirst()
    {
        using var model = PlantedDecision.Model();
        using var graph = PlantedDecision.Graph();
        using var explainer = new GraphExplainer(model, graph);
        var (explanation, stability) = explainer.LearnMask();
        Assert.Equal(PlantedDecision.Motif.Order(), Best(explanation.EdgeImportance, 2).Select(e => explanation.Edges[e]).Order());
        int[] cells = [PlantedDecision.First * PlantedDecision.Steps + PlantedDecision.Step, PlantedDecision.Second * PlantedDecision.Steps + PlantedDecision.Step];
        Assert.Equal(cells, Best(explanation.Cells, 2).Order());
        Assert.Equal(PlantedDecision.Step, Best(explanation.Times, 1)[0]);
        Assert.Equal(0, Best(explanation.Features, 1)[0]);
        // Edges that no gradient reaches are worth nothing, and what matters stays in.
        Assert.All(explanation.Edges.Zip(explanation.EdgeImportance), pair =>
            Assert.True(PlantedDecision.Motif.Contains(pair.First) ? pair.Second > 0.8 : pair.Second < 0.3, $"{pair}"));
        Assert.InRange(stability.EdgeOverlap, 0.99, 1);
        Assert.Equal(5, stability.Runs);
    }

    [Fact]
    public void Deletion_PlantedMotif_FallsAtOnceWhereRandomOrdersDoNot()
    {
        using var model = PlantedDecision.Model();
        using var graph = PlantedDecision.Graph();
        using var explainer = new GraphExplainer(model, graph);
        var explanation = explainer.IntegratedGradients();
        var (cells, edges) = (explainer.Deletion(explanation).Cells, explainer.Deletion(explanation).Edges!);
        Assert.Equal(0.982, cells.Confidence[0], 3);
        Assert.Equal(0.018, cells.Confidence[1], 3);                            // the first twentieth holds both marked cells
        Assert.Equal(0.018, edges.Confidence[^1], 3);
        Assert.Equal(0.5, edges.Confidence[1], 3);                              // one of 24: a direction of the edge, logit 0
        Assert.InRange(cells.Area, 0.03, 0.05);                                 // trapezoids: 0.018 + (0.982 - 0.018) / 40
        Assert.True(cells.RandomArea > 4 * cells.Area, $"{cells}");
        Assert.True(edges.RandomArea > 4 * edges.Area, $"{edges}");
        var random = new SplitMix64(1);
        double[] noise = [.. explanation.Cells.Select(_ => random.NextGaussian())];
        Assert.InRange(explainer.Deletion(explanation with { Cells = noise }).Cells.Area, 2 * cells.Area, 1);
    }

    [Fact]
    public void NoiseStability_SmallNoise_KeepsTheOrder()
    {
        using var model = PlantedDecision.Model();
        using var graph = PlantedDecision.Graph();
        using var explainer = new GraphExplainer(model, graph);
        var stability = explainer.NoiseStability(explainer.IntegratedGradients(), noise: 1e-3);
        Assert.Equal(1, stability.EdgeOverlap);
        Assert.True(double.IsNaN(stability.EdgeCorrelation) || stability.EdgeCorrelation > 0.5, $"{stability}");
    }

    [Theory, MemberData(nameof(Kinds))]
    public void IntegratedGradients_EveryConvolution_AddUpToWhatTheOutputGains(string kind)
    {
        using var model = new SequenceGraphModel(new()
        {
            NodeShape = [4],
            Outputs = 3,
            Layers = 2,
            HiddenSize = 6,
            Convolution = new() { Kind = kind, Degrees = kind == "pna" ? [0, 4, 8, 4] : null },
        }, seed: 4);
        using var graph = GraphWithLoops();
        using var explainer = new GraphExplainer(model, graph, new ExplanationTarget { Output = 2 });
        var explanation = explainer.IntegratedGradients(new() { MaxSteps = 512 });
        var sums = explanation.Completeness!;
        var batch = GraphBatch.FromGraphs([graph]);
        using (batch)
        using (no_grad())
        using (var outputs = model.call(batch)) Assert.Equal(outputs[0, 2].item<float>(), sums.Full, 4);
        Assert.False(explanation.HasTime);
        Assert.NotEqual(0, sums.Full - sums.WithoutEdges);
        Assert.InRange(Math.Abs(sums.FeatureGap), 0, 0.02 * Math.Abs(sums.Full - sums.WithoutFeatures) + 1e-4);
        Assert.InRange(Math.Abs(sums.EdgeGap), 0, 0.02 * Math.Abs(sums.Full - sums.WithoutEdges) + 1e-4);
        Assert.Equal(explanation.Nodes.Sum(), explanation.Features.Sum(), 6);
    }

    [Theory]
    [InlineData(SignalKind.Series)]
    [InlineData(SignalKind.Image)]
    public void IntegratedGradients_FlatFeaturesOfAnEncoder_HaveItsTimeSteps(SignalKind kind)
    {
        var input = kind == SignalKind.Series ? SignalShape.Series(5, 2) : SignalShape.Image(1, 5, 2);
        using var model = new SequenceGraphModel(new()
        {
            NodeShape = [10],
            Outputs = 2,
            Layers = 1,
            HiddenSize = 4,
            Encoder = new() { Input = input, SequenceAxis = kind == SignalKind.Series ? SequenceAxis.Width : SequenceAxis.Height, HiddenSize = 4 },
        }, seed: 1);
        using var x = randn([4, 10], generator: new Generator(1));
        using var edges = tensor(new long[,] { { 0, 1, 2 }, { 1, 2, 3 } });
        using var graph = new GraphData(x, edges);
        using var explainer = new GraphExplainer(model, graph);
        var explanation = explainer.IntegratedGradients();
        Assert.Equal((5, 2, true), (explanation.TimeSteps, explanation.Features.Count, explanation.HasTime));
        Assert.Equal(explanation.Nodes.Sum(), explanation.Times.Sum(), 6);
        Assert.InRange(Math.Abs(explanation.Completeness!.FeatureGap), 0, 1e-3);
    }

    /// <summary>End to end: a trained encoder, and a class that one time step of two channels decides.</summary>
    [Fact]
    public void IntegratedGradients_TrainedOnOneTimeStep_RankItFirst()
    {
        const int Step = 2;
        var data = OneStepDecides(Step);
        using var model = new SequenceGraphModel(new()
        {
            NodeShape = [5, 2],
            Outputs = 2,
            Standardize = true,
            Layers = 1,
            HiddenSize = 8,
            Encoder = new() { Input = SignalShape.Series(5, 2), HiddenSize = 8 },
        }, seed: 2);
        var split = Splits.Stratified(data, 0.8, 0, seed: 1);
        var result = new Trainer(new() { Epochs = 15, LearningRate = 2e-2, Seed = 3 }).Fit(model, data, split);
        Assert.InRange(result.Test!.Accuracy!.Value, 0.9, 1);
        var right = 0;
        foreach (var id in split.Test.Take(6))
        {
            using var graph = data[id];
            using var explainer = new GraphExplainer(model, graph);
            var explanation = explainer.IntegratedGradients();
            if (Best([.. explanation.Times.Select(Math.Abs)], 1)[0] == Step) right++;
        }
        Assert.InRange(right, 5, 6);
    }

    [Fact]
    public void Constructor_NodeOutputs_NeedANode()
    {
        using var model = new SequenceGraphModel(new() { NodeShape = [4], Outputs = 2, Layers = 1, HiddenSize = 4, Readout = ReadoutKind.None });
        using var graph = GraphWithLoops();
        Assert.Contains("Set the target's Node", Assert.Throws<ArgumentException>(() => new GraphExplainer(model, graph)).Message);
        Assert.Contains("there is no node 9", Assert.Throws<ArgumentException>(() => new GraphExplainer(model, graph, new() { Node = 9 })).Message);
        using var explainer = new GraphExplainer(model, graph, new() { Node = 1 });
        // One layer: only edges into the node carry messages to it.
        var explanation = explainer.IntegratedGradients();
        foreach (var (edge, value) in explanation.Edges.Zip(explanation.EdgeImportance).Where(pair => pair.First.Target != 1)) Assert.Equal(0, value);
        Assert.Contains(explanation.Edges.Zip(explanation.EdgeImportance), pair => pair.First.Target == 1 && pair.Second != 0);
    }

    [Fact]
    public void IntegratedGradients_ModelWithCategories_ExplainsIt()
    {
        using var scope = NewDisposeScope();
        using var model = new SequenceGraphModel(new() { NodeShape = [3], Outputs = 2, Layers = 1, HiddenSize = 4, CategorySizes = [4] }, seed: 2);
        model.eval();
        using var graph = new GraphData(
            randn([5, 3], generator: new Generator(3)), tensor(new long[,] { { 0, 1, 2, 3 }, { 1, 2, 3, 4 } }), categories: tensor(new long[] { 0, 1, 2, 3, 0 }).unsqueeze(1));
        using var batch = GraphBatch.FromGraphs([graph]);
        using var explainer = new GraphExplainer(model, graph, new ExplanationTarget { Output = 1 });
        var explanation = explainer.IntegratedGradients();
        Assert.Equal(model.call(batch)[0, 1].item<float>(), explanation.Score, 5);
        Assert.InRange(Math.Abs(explanation.Completeness!.FeatureGap), 0, 1e-3);
    }

    [Fact]
    public void Dispose_FrozenNorms_StayFrozen()
    {
        using var model = new SequenceGraphModel(new() { NodeShape = [4], Outputs = 2, Layers = 1, HiddenSize = 4, Norm = NormKind.Batch }, seed: 2);
        using var graph = GraphWithLoops();
        model.train();
        var norm = model.modules().OfType<TorchSharp.Modules.BatchNorm1d>().Single();
        norm.eval();
        using (var explainer = new GraphExplainer(model, graph)) explainer.IntegratedGradients();
        Assert.Equal((true, false), (model.training, norm.training));
    }

    [Fact]
    public void Dispose_Model_IsAsBefore()
    {
        using var model = PlantedDecision.Model();
        using var graph = PlantedDecision.Graph();
        model.train();
        using (var explainer = new GraphExplainer(model, graph))
        {
            Assert.False(model.training);
            explainer.IntegratedGradients();
        }
        Assert.True(model.training);
        Assert.All(model.parameters(), parameter => Assert.True(parameter.requires_grad && parameter.grad is null));
        Assert.Contains("there is no output 2", Assert.Throws<ArgumentException>(() => new GraphExplainer(model, graph, new() { Output = 2 })).Message);
        Assert.True(model.training);
    }

    private static int[] Best(IReadOnlyList<double> values, int count) => [.. Enumerable.Range(0, values.Count).OrderByDescending(i => values[i]).Take(count)];

    private static GraphData GraphWithLoops()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(7);
        var edges = tensor(new long[,] { { 0, 1, 1, 2, 2, 3, 3, 0, 4, 2, 2 }, { 1, 0, 2, 1, 3, 2, 0, 3, 2, 4, 2 } });
        return new GraphData(randn([5, 4], generator: generator), edges);
    }

    private static GraphDataset OneStepDecides(int step)
    {
        const int Nodes = 4, Steps = 5, Channels = 2, Count = 120;
        var random = new SplitMix64(5);
        var features = new float[Count * Nodes * Steps * Channels];
        for (var i = 0; i < features.Length; i++) features[i] = (float)random.NextGaussian();
        var classes = new long[Count];
        for (var g = 0; g < Count; g++)
        {
            classes[g] = g % 2;
            for (var n = 0; n < Nodes; n++) features[((g * Nodes + n) * Steps + step) * Channels] += classes[g] == 1 ? 2 : -2;
        }
        int[] source = [.. Enumerable.Range(0, Count * Nodes).Select(i => i / Nodes * Nodes + (i + 1) % Nodes)];
        int[] target = [.. Enumerable.Range(0, Count * Nodes)];
        var adjacency = SparseAdjacency.FromEdges(source, target, Count * Nodes);
        return new GraphDataset(new GraphDatasetParts
        {
            Name = "one step",
            NodePtr = [.. Enumerable.Range(0, Count + 1).Select(g => g * Nodes)],
            Adjacency = SparseAdjacency.FromSortedRows(adjacency.RowPtr.ToArray(), adjacency.Source.ToArray()),
            Features = features,
            NodeShape = [Steps, Channels],
            Targets = Targets.OfClasses(classes, ["low", "high"], TargetLevel.Graph),
        });
    }
}
