using static TorchSharp.torch;

namespace GraphSeq.Graph.Autograd;

/// <summary>One operation on CPU kernels with a backward of its own; made for one call.</summary>
/// <remarks>An exception inside <see cref="Backward"/> ends the process (libtorch calls it through native code): check in <see cref="Forward"/>.</remarks>
internal abstract class KernelOp
{
    /// <summary>Computes the result from contiguous inputs, of which the gradient knows nothing.</summary>
    /// <param name="inputs">The tensors given to <see cref="Apply"/>.</param>
    /// <param name="saved">Takes the tensors that <see cref="Backward"/> needs.</param>
    protected abstract Tensor Forward(Tensor[] inputs, List<Tensor> saved);

    /// <summary>Gradient with respect to each input, null where none is needed.</summary>
    /// <param name="grad">Gradient of the result, contiguous.</param>
    /// <param name="saved">What <see cref="Forward"/> saved.</param>
    /// <param name="needed">Which inputs need a gradient.</param>
    protected abstract Tensor?[] Backward(Tensor grad, IReadOnlyList<Tensor> saved, bool[] needed);

    /// <summary>Runs the operation and, where an input needs a gradient, records it.</summary>
    /// <returns>The result, in the dispose scope that is open.</returns>
    public Tensor Apply(params Tensor[] inputs)
    {
        using var scope = NewDisposeScope();
        var record = is_grad_enabled() && Array.Exists(inputs, t => t.requires_grad);
        Tensor[] contiguous = [.. inputs.Select(t => t.is_contiguous() ? t : t.contiguous())];
        if (!record) return Forward(contiguous, []).MoveToOuterDisposeScope();
        return Node.apply([this, .. contiguous]).MoveToOuterDisposeScope();
    }

    private sealed class Node : autograd.SingleTensorFunction<Node>
    {
        private const string Operation = "operation";
        private const string Needed = "needed";

        public override string Name => "GraphSeqKernel";

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var op = (KernelOp)vars[0];
            Tensor[] inputs = [.. vars.Skip(1).Cast<Tensor>()];
            List<Tensor> saved = [];
            ctx.set_materialize_grads(false);
            ctx.save_data(Operation, op);
            ctx.save_data(Needed, Array.ConvertAll(inputs, t => t.requires_grad));
            var result = op.Forward(inputs, saved);
            ctx.save_for_backward(saved);
            return result;
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor gradOutput)
        {
            var needed = (bool[])ctx.get_data(Needed);
            if (gradOutput is null) return [.. Enumerable.Repeat<Tensor>(null!, needed.Length + 1)];
            using var scope = NewDisposeScope();
            var op = (KernelOp)ctx.get_data(Operation);
            var grads = op.Backward(gradOutput.contiguous(), ctx.get_saved_variables(), needed);
            List<Tensor> result = [null!];
            foreach (var grad in grads) result.Add(grad?.MoveToOuterDisposeScope()!);
            return result;
        }
    }
}
