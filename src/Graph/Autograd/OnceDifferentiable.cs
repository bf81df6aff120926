using static TorchSharp.torch;

namespace GraphSeq.Graph.Autograd;

/// <summary>Gradients made by kernels in a backward pass that records a graph (<c>create_graph</c>): right as they are, while a derivative of them
/// fails, as it does in PyTorch behind <c>once_differentiable</c>.</summary>
internal sealed class OnceDifferentiable : autograd.SingleTensorFunction<OnceDifferentiable>
{
    private const string NumDependencies = "dependencies";

    /// <inheritdoc/>
    public override string Name => "GraphSeqOnceDifferentiable";

    /// <summary>The gradients, joined to what they depend on.</summary>
    /// <param name="grads">The gradients; null stays null.</param>
    /// <param name="dependencies">What they were computed from.</param>
    public static Tensor?[] Mark(Tensor?[] grads, IEnumerable<Tensor> dependencies)
    {
        Tensor[] differentiable = [.. dependencies.Where(tensor => tensor.requires_grad)];
        return differentiable.Length == 0 ? grads : Array.ConvertAll(grads, grad => grad is null ? null : apply([grad, .. differentiable]));
    }

    /// <inheritdoc/>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        ctx.save_data(NumDependencies, vars.Length - 1);
        return ((Tensor)vars[0]).clone();
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor gradOutput)
    {
        var needed = new bool[1 + (int)ctx.get_data(NumDependencies)];
        Array.Fill(needed, true, 1, needed.Length - 1);
        var reason = new NotSupportedException("a second derivative was asked for, and kernels have none. The environment variable " +
            "GRAPHSEQ_KERNELS=torch takes libtorch's operations, which do.");
        return [.. FailedGradients.Report("a kernel's gradient", reason, gradOutput, needed).Select(grad => grad!)];
    }
}
