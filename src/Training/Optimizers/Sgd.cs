using static TorchSharp.torch;

namespace GraphSeq.Training.Optimizers;

/// <summary><c>b = momentum b + g + decay p; p -= rate b</c>.</summary>
internal sealed class Sgd(nn.Module model, double weightDecay) : ModelOptimizer(model, weightDecay, "momentum_buffer")
{
    protected override void Update(IReadOnlyList<ParameterUpdate> updates, double learningRate, double momentum)
    {
        foreach (var (parameter, gradient, moments) in updates)
        {
            moments[0].mul_(momentum).add_(gradient).add_(parameter, alpha: WeightDecay);
            parameter.add_(moments[0], alpha: -learningRate);
        }
    }
}
