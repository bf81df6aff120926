using GraphSeq.Graph;
using MathNet.Numerics.Integration;
using TorchSharp;
using static TorchSharp.torch;

namespace GraphSeq.Training.Explanations;

/// <summary>Integrated gradients of a decision.</summary>
internal sealed class PathIntegral(Decision decision, IntegratedGradientsOptions options)
{
    /// <param name="cells">The features to explain, <c>[N, T, C]</c>.</param>
    public Explanation Explain(Tensor cells)
    {
        using var scope = NewDisposeScope();
        var variants = stack([cells, decision.Baseline, cells], 0);
        var scale = ones(3, decision.NumEdges);
        scale[2] = 0;
        var outputs = decision.Values(variants, scale, decision.Read);
        var (full, withoutFeatures, withoutEdges) = (outputs[0], outputs[1], outputs[2]);
        var (difference, whole) = (cells - decision.Baseline, ones(1, decision.NumEdges));

        var (perValue, steps) = Integrate(
            full - withoutFeatures, at => decision.Gradients(decision.Baseline + at.view(-1, 1, 1, 1) * difference, null, ofScale: false) * difference);
        var (perEdge, edgeSteps) = Integrate(
            full - withoutEdges, at => decision.Gradients(cells.expand([at.shape[0], .. cells.shape]), at.view(-1, 1) * whole, ofScale: true));
        var (values, edges) = (HostTensors.ToArray<double>(perValue.sum(-1)), HostTensors.ToArray<double>(perEdge));
        var byCell = perValue.sum(-1);
        return new Explanation
        {
            Method = "integrated gradients",
            Output = decision.Output,
            Score = full,
            Confidence = decision.Values(variants[..1], null, decision.Confidence)[0],
            NumNodes = decision.NumNodes,
            TimeSteps = (int)decision.Layout.Steps,
            HasTime = decision.Layout.HasTime,
            Edges = decision.Edges,
            Cells = values,
            EdgeImportance = edges,
            Features = HostTensors.ToArray<double>(perValue.sum([0, 1])),
            Nodes = HostTensors.ToArray<double>(byCell.sum([1])),
            Times = HostTensors.ToArray<double>(byCell.sum([0])),
            Completeness = new Completeness(
                full, withoutFeatures, withoutEdges, values.Sum() - (full - withoutFeatures), edges.Sum() - (full - withoutEdges), Math.Max(steps, edgeSteps)),
        };
    }

    /// <summary>The integral over [0, 1] of what each point gives, with twice the points until the sum is right.</summary>
    /// <param name="gain">What the sum should be.</param>
    /// <param name="integrand">Takes points <c>[S]</c> and gives <c>[S, ...]</c>.</param>
    private (Tensor Integral, int Steps) Integrate(double gain, Func<Tensor, Tensor> integrand)
    {
        for (var steps = options.Steps; ; steps *= 2)
        {
            using var scope = NewDisposeScope();
            var rule = new GaussLegendreRule(0, 1, steps);
            var at = HostTensors.Create<float>(Array.ConvertAll(rule.Abscissas, point => (float)point), [steps]);
            var weight = HostTensors.Create<double>(rule.Weights, [steps]);
            var values = integrand(at).to(ScalarType.Float64);
            var integral = tensordot(weight, values, [0], [0]);
            var gap = Math.Abs(integral.sum().ToDouble() - gain);
            if (gap <= options.Tolerance * Math.Abs(gain) || 2 * steps > options.MaxSteps) return (integral.MoveToOuterDisposeScope(), steps);
        }
    }
}
