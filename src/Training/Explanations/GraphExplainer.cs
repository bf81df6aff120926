using GraphSeq.Datasets;
using GraphSeq.Graph;
using GraphSeq.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GraphSeq.Training.Explanations;

/// <summary>Asks which nodes, edges and time steps of one graph carried one decision of a model, and how far the answer can be trusted.</summary>
/// <remarks>Computes on the CPU. Until it is disposed the model is in evaluation mode and its parameters ask for no gradients. An edge is explained by
/// what is multiplied to the message along it, behind normalisation and attention, as in PyG's explanations: 1 is the edge, 0 no message.</remarks>
public sealed class GraphExplainer : IDisposable
{
    private readonly ModuleModes _modes;
    private readonly Parameter[] _learning;
    private readonly ComputeThreads _threads;
    private readonly Decision _decision;

    /// <summary>For one decision on one graph.</summary>
    /// <param name="model">A trained model on the CPU.</param>
    /// <param name="graph">The graph; <c>dataset[i]</c> is one.</param>
    /// <param name="target">The decision; null for the class with the largest output.</param>
    /// <param name="baseline">Features that say nothing, <c>[N, ...NodeShape]</c> or what broadcasts to it; null for the mean of the training part where
    /// the model standardises, else 0.</param>
    /// <exception cref="ArgumentException">Model, graph and target do not fit together.</exception>
    public GraphExplainer(SequenceGraphModel model, GraphData graph, ExplanationTarget? target = null, Tensor? baseline = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(graph);
        target ??= new ExplanationTarget();
        RequireNode(model, graph, target);
        _modes = new ModuleModes(model);
        _learning = [.. model.parameters().Where(parameter => parameter.requires_grad)];
        _threads = ComputeThreads.Claim();
        try
        {
            model.eval();
            foreach (var parameter in _learning) parameter.requires_grad_(false);
            _decision = new Decision(model, graph, target, baseline);
        }
        catch
        {
            Restore();
            throw;
        }
    }

    /// <summary>The class, label or value explained.</summary>
    public int Output => _decision.Output;

    /// <summary>Integrated gradients of cells and features, and of the edges: what each adds to the output on the way from a baseline.</summary>
    /// <remarks><see href="https://arxiv.org/abs/1703.01365">Sundararajan, Taly, Yan, "Axiomatic Attribution for Deep Networks", 2017</see>. Features go
    /// from the baseline to the graph's, all edges there; edges go from no message to the whole, all features there.</remarks>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public Explanation IntegratedGradients(IntegratedGradientsOptions? options = null)
    {
        options ??= new IntegratedGradientsOptions();
        options.Validate();
        return new PathIntegral(_decision, options).Explain(_decision.Cells);
    }

    /// <summary>A mask over edges, cells and features, learned so that the decision stays while as little as possible is left.</summary>
    /// <remarks><see href="https://arxiv.org/abs/1903.03894">Ying, Bourgeois, You, Zitnik, Leskovec, "GNNExplainer", 2019</see>, for whole graphs. What the
    /// mask takes from a feature is put at the baseline. An edge that no gradient reaches has importance 0.</remarks>
    /// <param name="options">Null for the defaults.</param>
    /// <returns>The mean of the masks learned, those that keep the decision better weighing more, and how much they agree.</returns>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public (Explanation Explanation, Stability Stability) LearnMask(MaskOptions? options = null)
    {
        options ??= new MaskOptions();
        options.Validate();
        var (runs, losses) = new MaskLearner(_decision, options).Learn();
        return (MaskLearner.Mean(runs, losses), Stability.OfAll(runs));
    }

    /// <summary>Takes cells, and edges, away in the order of their importance, and in random orders.</summary>
    /// <param name="explanation">Of this graph and decision.</param>
    /// <param name="points">Steps from the whole graph to nothing, at least 1.</param>
    /// <param name="randomOrders">Random orders, at least 2.</param>
    /// <param name="seed">Decides them.</param>
    /// <exception cref="ArgumentException">The explanation is of another graph, or a number is out of range.</exception>
    public Faithfulness Deletion(Explanation explanation, int points = 20, int randomOrders = 20, long seed = 0)
    {
        ArgumentNullException.ThrowIfNull(explanation);
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(randomOrders, 2);
        if (explanation.Cells.Count != _decision.Valid.Length || explanation.EdgeImportance.Count != _decision.NumEdges)
            throw new ArgumentException("GraphExplainer: the explanation is of another graph.", nameof(explanation));
        return new DeletionTest(_decision, points, randomOrders, seed).Run(explanation);
    }

    /// <summary>How much integrated gradients change when a little noise is added to the features.</summary>
    /// <param name="explanation">That of the features as they are, from <see cref="IntegratedGradients"/>.</param>
    /// <param name="noise">Deviation of the normal noise, in deviations of each feature, above 0.</param>
    /// <param name="runs">Times that noise is drawn, at least 1.</param>
    /// <param name="seed">Decides the noise.</param>
    /// <param name="options">As for <see cref="IntegratedGradients"/>.</param>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public Stability NoiseStability(Explanation explanation, double noise = 0.05, int runs = 5, long seed = 0, IntegratedGradientsOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(explanation);
        ArgumentOutOfRangeException.ThrowIfLessThan(runs, 1);
        if (!(noise > 0)) throw new ArgumentException($"GraphExplainer: noise is {noise} but must be above 0.", nameof(noise));
        options ??= new IntegratedGradientsOptions();
        options.Validate();
        using var scope = NewDisposeScope();
        using var generator = new Generator(unchecked((ulong)seed));
        var integral = new PathIntegral(_decision, options);
        var deviation = _decision.Cells.flatten(0, 1).std(0, unbiased: false).nan_to_num() * noise;          // [C]
        List<Explanation> others = [];
        for (var run = 0; run < runs; run++)
            others.Add(integral.Explain(_decision.Cells + deviation * randn(_decision.Cells.shape, generator: generator)));
        return Stability.Against(explanation, others);
    }

    /// <summary>Puts the model and its parts back into the modes they were in.</summary>
    public void Dispose()
    {
        _decision.Dispose();
        Restore();
    }

    private void Restore()
    {
        foreach (var parameter in _learning) parameter.requires_grad_(true);
        _modes.Restore();
        _threads.Dispose();
    }

    private static void RequireNode(SequenceGraphModel model, GraphData graph, ExplanationTarget target)
    {
        if (target.Task == TaskKind.None) throw new ArgumentException("GraphExplainer: without a task there is no decision.", nameof(target));
        if (graph.NumNodes == 0) throw new ArgumentException("GraphExplainer: the graph has no nodes.", nameof(graph));
        if (model.Options.PerStep || model.Options.NodeShape[0] == -1)
            throw new ArgumentException("GraphExplainer: explains models of a fixed number of steps and one decision, but the model has an open T, or a row per step.", nameof(model));
        var perNode = model.Options.Readout == ReadoutKind.None;
        if (perNode && target.Node is null)
            throw new ArgumentException("GraphExplainer: the model gives a row per node. Set the target's Node.", nameof(target));
        if (!perNode && target.Node is not null)
            throw new ArgumentException("GraphExplainer: the model gives a row per graph, so that the target's Node must be null.", nameof(target));
        if (target.Node is { } node && (uint)node >= (uint)graph.NumNodes)
            throw new ArgumentException($"GraphExplainer: there is no node {node}; the graph has {graph.NumNodes}, numbered from 0.", nameof(target));
    }
}
