using System.Numerics;
using GraphSeq.Graph;
using GraphSeq.Graph.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace GraphSeq.Training.Optimizers;

/// <summary>Adam and AdamW: <c>m = b1 m + (1 - b1) g; v = b2 v + (1 - b2) g^2; p -= rate m / (1 - b1^t) / (sqrt(v / (1 - b2^t)) + eps)</c>.</summary>
/// <remarks>The bias corrections use the first beta of this step, as PyTorch's do while a schedule moves it. On the CPU all parameters are moved in
/// one pass (<see cref="AdamKernel"/>); elsewhere by libtorch's operations.</remarks>
internal sealed class Adam(nn.Module model, double weightDecay, double beta2, double epsilon, bool decoupled)
    : ModelOptimizer(model, weightDecay, "exp_avg", "exp_avg_sq")
{
    protected override void Update(IReadOnlyList<ParameterUpdate> updates, double learningRate, double momentum)
    {
        var options = new AdamKernelOptions(learningRate, momentum, beta2, epsilon, WeightDecay, decoupled);
        InOnePass<float>(updates.Where(u => IsForKernel(u, ScalarType.Float32)), options);
        InOnePass<double>(updates.Where(u => IsForKernel(u, ScalarType.Float64)), options);
        foreach (var update in updates.Where(u => !IsForKernel(u, u.Parameter.dtype))) ByOperations(update, options);
    }

    private static bool IsForKernel(in ParameterUpdate update, ScalarType type) =>
        update.Parameter.dtype == type && update.Parameter.device_type == DeviceType.CPU && update.Parameter.is_contiguous();

    private unsafe void InOnePass<T>(IEnumerable<ParameterUpdate> updates, in AdamKernelOptions options) where T : unmanaged, IFloatingPointIeee754<T>
    {
        AdamParameter<T>[] parameters = [.. updates.Select(update => new AdamParameter<T>
        {
            Value = (T*)HostTensors.Pointer(update.Parameter),
            Gradient = (T*)HostTensors.Pointer(update.Gradient.contiguous()),
            Mean = (T*)HostTensors.Pointer(update.Moments[0]),
            MeanSquare = (T*)HostTensors.Pointer(update.Moments[1]),
            Count = update.Parameter.numel(),
        })];
        AdamKernel.Step<T>(parameters, options, Steps);
    }

    private void ByOperations(in ParameterUpdate update, in AdamKernelOptions options)
    {
        var (parameter, gradient, moments) = update;
        if (!decoupled && WeightDecay != 0) gradient = gradient.add(parameter, alpha: WeightDecay);
        moments[0].mul_(options.Beta1).add_(gradient, alpha: 1 - options.Beta1);
        moments[1].mul_(beta2).addcmul_(gradient, gradient, value: 1 - beta2);
        if (decoupled) parameter.mul_(1 - options.LearningRate * WeightDecay);
        var divisor = moments[1].sqrt().mul_(1 / Math.Sqrt(1 - Math.Pow(beta2, Steps))).add_(epsilon);
        parameter.addcdiv_(moments[0], divisor, value: -options.LearningRate / (1 - Math.Pow(options.Beta1, Steps)));
    }
}
