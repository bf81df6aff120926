using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GraphSeq.Training.Optimizers;

/// <summary><c>b = momentum b + g + decay p; p -= rate b</c>.</summary>
internal sealed class Sgd(nn.Module model, double weightDecay) : ModelOptimizer(model, weightDecay, "momentum_buffer")
{
    protected override void Update(Parameter parameter, Tensor gradient, Tensor[] moments, double learningRate, double momentum)
    {
        moments[0].mul_(momentum).add_(gradient).add_(parameter, alpha: WeightDecay);
        parameter.add_(moments[0], alpha: -learningRate);
    }
}
