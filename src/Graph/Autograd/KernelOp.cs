using static TorchSharp.torch;

namespace GraphSeq.Graph.Autograd;

/// <summary>One operation on CPU kernels with a backward of its own; made for one call.</summary>
/// <remarks>libtorch calls <see cref="Backward"/> through native code, which no exception may cross: what fails there is reported by
/// <see cref="FailedGradients"/>. Gradients have no derivative of their own (<see cref="OnceDifferentiable"/>).</remarks>
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
    /// <exception cref="ArgumentException">The inputs are not all on the CPU and of one element type.</exception>
    public Tensor Apply(params Tensor[] inputs)
    {
        for (var i = 1; i < inputs.Length; i++) Shapes.RequireLike(inputs[i], inputs[0], "the first input", GetType().Name, $"inputs[{i}]");
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
            foreach (var grad in GradientsOrFailure(op, ctx, gradOutput)) result.Add(grad?.MoveToOuterDisposeScope()!);
            return result;
        }

        private static Tensor?[] GradientsOrFailure(KernelOp op, autograd.AutogradContext ctx, Tensor gradOutput)
        {
            try
            {
                var saved = ctx.get_saved_variables();
                Tensor?[] grads;
                using (no_grad()) grads = op.Backward(gradOutput.is_contiguous() ? gradOutput : gradOutput.contiguous(), saved, op._needed);
                return is_grad_enabled() ? OnceDifferentiable.Mark(grads, [gradOutput, .. saved]) : grads;
            }
            catch (Exception failure)
            {
                return FailedGradients.Report(op.GetType().Name, failure, gradOutput, op._needed);
            }
        }
    }
}
