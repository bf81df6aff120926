using GraphSeq.Graph;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GraphSeq.Training.Optimizers;

/// <summary>Adam and AdamW: <c>m = b1 m + (1 - b1) g; v = b2 v + (1 - b2) g^2; p -= rate m / (1 - b1^t) / (sqrt(v / (1 - b2^t)) + eps)</c>.</summary>
/// <remarks><see href="https://arxiv.org/abs/1412.6980">D. Kingma and J. Ba, "Adam", 2015</see>; decay apart from the gradient:
/// <see href="https://arxiv.org/abs/1711.05101">I. Loshchilov and F. Hutter, "Decoupled Weight Decay Regularization", 2019</see>. As PyTorch's,
/// the corrections use the first beta of this step, also while a schedule moves it. On the CPU one pass over memory instead of ten operations.</remarks>
internal sealed class Adam(nn.Module model, double weightDecay, double beta2, double epsilon, bool decoupled)
    : ModelOptimizer(model, weightDecay, "exp_avg", "exp_avg_sq")
{
    protected override void Update(Parameter parameter, Tensor gradient, Tensor[] moments, double learningRate, double momentum)
    {
        var step = new AdamStep
        {
            Beta1 = momentum,
            Beta2 = beta2,
            StepSize = learningRate / (1 - Math.Pow(momentum, Steps)),
            VarianceScale = 1 / Math.Sqrt(1 - Math.Pow(beta2, Steps)),
            Epsilon = epsilon,
            GradientDecay = decoupled ? 0 : WeightDecay,
            Shrink = decoupled ? 1 - learningRate * WeightDecay : 1,
        };
        if (parameter.device_type == DeviceType.CPU && parameter.is_contiguous())
        {
            if (parameter.dtype == ScalarType.Float32) InOnePass<float>(parameter, gradient, moments, step);
            else InOnePass<double>(parameter, gradient, moments, step);
            return;
        }
        if (step.GradientDecay != 0) gradient = gradient.add(parameter, alpha: step.GradientDecay);
        moments[0].mul_(step.Beta1).add_(gradient, alpha: 1 - step.Beta1);
        moments[1].mul_(step.Beta2).addcmul_(gradient, gradient, value: 1 - step.Beta2);
        parameter.mul_(step.Shrink).addcdiv_(moments[0], moments[1].sqrt().mul_(step.VarianceScale).add_(step.Epsilon), value: -step.StepSize);
    }

    private static void InOnePass<T>(Tensor parameter, Tensor gradient, Tensor[] moments, in AdamStep step)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        var g = gradient.contiguous();
        AdamKernel.Invoke(
            HostTensors.View<T>(parameter), HostTensors.View<T>(g), HostTensors.View<T>(moments[0]), HostTensors.View<T>(moments[1]), step);
    }
}
