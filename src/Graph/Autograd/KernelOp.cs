using static TorchSharp.torch;

namespace GraphSeq.Graph.Autograd;

/// <summary>One operation on CPU kernels with a backward of its own; made for one call.</summary>
/// <remarks>An exception inside <see cref="Backward"/> ends the process (libtorch calls it through native code): check in <see cref="Forward"/>.</remarks>
internal abstract class KernelOp
{
    private bool[] _needed = [];

    /// <summary>Whether a backward pass may follow, so that what it needs is to be saved.</summary>
    protected bool IsRecording { get; private set; }

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
        var arguments = new object[inputs.Length + 1];
        var contiguous = new Tensor[inputs.Length];
        _needed = new bool[inputs.Length];
        arguments[0] = this;
        for (var i = 0; i < inputs.Length; i++)
        {
            arguments[i + 1] = contiguous[i] = inputs[i].is_contiguous() ? inputs[i] : inputs[i].contiguous();
            IsRecording |= _needed[i] = inputs[i].requires_grad;
        }
        IsRecording &= is_grad_enabled();
        var result = IsRecording ? Node.apply(arguments) : Forward(contiguous, []);
        GC.KeepAlive(inputs);                                   // kernels hold addresses alone; a tensor nobody else holds would be freed under them
        return result.MoveToOuterDisposeScope();
    }

    private sealed class Node : autograd.SingleTensorFunction<Node>
    {
        private const string Operation = "operation";

        public override string Name => "GraphSeqKernel";

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var op = (KernelOp)vars[0];
            var inputs = new Tensor[vars.Length - 1];
            Array.Copy(vars, 1, inputs, 0, inputs.Length);
            List<Tensor> saved = [];
            ctx.set_materialize_grads(false);
            ctx.save_data(Operation, op);
            var result = op.Forward(inputs, saved);
            ctx.save_for_backward(saved);
            return result;
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor gradOutput)
        {
            var op = (KernelOp)ctx.get_data(Operation);
            List<Tensor> result = new(op._needed.Length + 1) { null! };
            if (gradOutput is null)
            {
                foreach (var _ in op._needed) result.Add(null!);
                return result;
            }
            using var scope = NewDisposeScope();
            var grads = op.Backward(gradOutput.is_contiguous() ? gradOutput : gradOutput.contiguous(), ctx.get_saved_variables(), op._needed);
            foreach (var grad in grads) result.Add(grad?.MoveToOuterDisposeScope()!);
            return result;
        }
    }
}
