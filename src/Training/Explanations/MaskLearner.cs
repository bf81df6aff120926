using GraphSeq.Graph;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GraphSeq.Training.Explanations;

/// <summary>Learns masks of a decision, several from starts of their own at once.</summary>
internal sealed class MaskLearner(Decision decision, MaskOptions options)
{
    private const double HighestStart = 3, Spread = 0.3, LeastChance = 1e-12;
    private static readonly float[] Scales = [1, 0.75f, 0.5f, 0.25f];

    /// <summary>One explanation per run, with the loss it ended at.</summary>
    public (IReadOnlyList<Explanation> Runs, IReadOnlyList<double> Losses) Learn()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(unchecked((ulong)options.Seed));
        var (runs, nodes, steps) = (options.Runs, decision.NumNodes, decision.Layout.Steps);
        var edges = Logits([runs, decision.NumEdges], generator);
        var cells = Logits([runs, nodes, steps, 1], generator);
        var features = Logits([runs, 1, 1, decision.Layout.Channels], generator);
        var reached = Reached();
        var valid = HostTensors.Create<bool>(decision.Valid, [1, nodes, steps, 1]);
        var difference = decision.Cells - decision.Baseline;
        using var optimizer = optim.Adam([edges, cells, features], options.LearningRate);
        double[] losses = [];
        for (var epoch = 0; epoch < options.Epochs; epoch++)
        {
            using var step = NewDisposeScope();
            optimizer.zero_grad();
            var (edgeMask, cellMask, featureMask) = (edges.sigmoid(), cells.sigmoid(), features.sigmoid());
            losses = decision.Run(decision.Baseline + difference * cellMask * featureMask, edgeMask, outputs =>
            {
                var loss = Miss(outputs) + Regularise(edgeMask, options.EdgeSize, options.EdgeEntropy) +
                    Regularise(cellMask.masked_select(valid).view(runs, -1), options.FeatureSize, options.FeatureEntropy) +
                    Regularise(featureMask.flatten(1), options.FeatureSize, options.FeatureEntropy);
                loss.sum().backward();
                return HostTensors.ToArray<double>(loss);
            });
            optimizer.step();
        }
        using var _ = no_grad();
        var edgeValues = edges.sigmoid() * reached;
        var cellValues = (cells.sigmoid() * valid).squeeze(-1);
        return ([.. Enumerable.Range(0, runs).Select(run => Describe(edgeValues[run], cellValues[run], features[run].sigmoid()))], losses);
    }

    /// <summary>The mean of several runs, weighted by <c>exp(-loss)</c>: a run that lost the decision on its way hardly counts.</summary>
    public static Explanation Mean(IReadOnlyList<Explanation> runs, IReadOnlyList<double> losses)
    {
        var least = losses.Min();
        double[] weights = [.. losses.Select(loss => Math.Exp(least - loss))];
        var whole = weights.Sum();
        return runs[0] with
        {
            Cells = Average(run => run.Cells),
            EdgeImportance = Average(run => run.EdgeImportance),
            Features = Average(run => run.Features),
            Nodes = Average(run => run.Nodes),
            Times = Average(run => run.Times),
        };

        double[] Average(Func<Explanation, IReadOnlyList<double>> part) => [.. part(runs[0]).Select((_, i) => runs.Zip(weights, (run, weight) => weight * part(run)[i]).Sum() / whole)];
    }

    /// <summary>How far each variant is from the decision: minus its log-probability, or the squared distance from the value in units of its magnitude.</summary>
    private Tensor Miss(Tensor outputs) => decision.IsRegression
        ? ((decision.Read(outputs) - decision.Score) / Math.Max(Math.Abs(decision.Score), 1e-3)).square()
        : -decision.LogProbability(outputs);

    /// <summary>Size and entropy of masks, as means: <c>[runs, n] -> [runs]</c>.</summary>
    private static Tensor Regularise(Tensor mask, double size, double entropy)
    {
        if (mask.numel() == 0) return zeros(mask.shape[0]);
        var uncertain = -mask * (mask + LeastChance).log() - (1 - mask) * (1 - mask + LeastChance).log();
        return size * mask.mean([1]) + entropy * uncertain.mean([1]);
    }

    /// <summary>Which edges the decision depends on at all, at some strength of all messages: 1 or 0 each, <c>[E]</c>.</summary>
    private Tensor Reached()
    {
        using var scope = NewDisposeScope();
        if (decision.NumEdges == 0) return ones(0).MoveToOuterDisposeScope();
        var scale = HostTensors.Create<float>(Scales, [Scales.Length, 1]).expand(-1, decision.NumEdges);
        var gradient = decision.Gradients(decision.Cells.expand([Scales.Length, .. decision.Cells.shape]), scale, ofScale: true);
        return gradient.ne(0).any(0).to(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    /// <summary>Where the runs start, <c>[runs, ...]</c>: the first at half strength, as PyG does, the last near the whole graph. At half strength units
    /// may be dead that carry the decision, and no gradient would lead back to them; near the whole, little may move at all.</summary>
    private Parameter Logits(long[] shape, Generator generator)
    {
        var start = linspace(0, HighestStart, options.Runs).view([-1, .. Enumerable.Repeat(1L, shape.Length - 1)]);
        return nn.Parameter(start + Spread * randn(shape, generator: generator));
    }

    private Explanation Describe(Tensor edges, Tensor cells, Tensor features)
    {
        var values = HostTensors.ToArray<double>(cells);
        var steps = (int)decision.Layout.Steps;
        var valid = decision.Valid;
        return new Explanation
        {
            Method = "learned mask",
            Output = decision.Output,
            Score = decision.Score,
            Confidence = decision.Values(decision.Cells.unsqueeze(0), null, decision.Confidence)[0],
            NumNodes = decision.NumNodes,
            TimeSteps = steps,
            HasTime = decision.Layout.HasTime,
            Edges = decision.Edges,
            Cells = values,
            EdgeImportance = HostTensors.ToArray<double>(edges),
            Features = HostTensors.ToArray<double>(features.flatten()),
            Nodes = [.. Enumerable.Range(0, decision.NumNodes).Select(node => MeanOf(cell => cell / steps == node))],
            Times = [.. Enumerable.Range(0, steps).Select(time => MeanOf(cell => cell % steps == time))],
        };

        double MeanOf(Func<int, bool> isWanted) =>
            Enumerable.Range(0, values.Length).Where(cell => valid[cell] && isWanted(cell)).Select(cell => values[cell]).DefaultIfEmpty(0).Average();
    }
}
