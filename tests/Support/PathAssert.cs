using GraphSeq.Graph.Autograd;
using GraphSeq.Graph.Kernels;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Support;

/// <summary>Holds differentiable functions of tensors to what every one of ours must do.</summary>
internal static class PathAssert
{
    /// <summary>Kernels and libtorch give the same values and gradients (for a fixed random loss), up to rounding.</summary>
    public static void SameAsLibtorch(Func<Tensor[], Tensor> function, params Tensor[] inputs)
    {
        var ours = Run(function, inputs);
        using var torch = KernelMemory.UseTorch();
        var theirs = Run(function, inputs);
        var tolerance = inputs[0].dtype == ScalarType.Float64 ? 1e-12 : 1e-5;
        for (var i = 0; i < ours.Length; i++)
            TensorAssert.Close(ours[i], theirs[i], tolerance * Math.Max(1, TensorAssert.LargestMagnitude(theirs[i])), Name(i));
    }

    /// <summary>Values and gradients have the same bits with 1, 2 and 3 threads.</summary>
    public static void SameBitsOnAnyThreads(Func<Tensor[], Tensor> function, params Tensor[] inputs)
    {
        var before = ThreadTeam.NumThreads;
        try
        {
            ThreadTeam.NumThreads = 1;
            var one = Run(function, inputs);
            foreach (var numThreads in (int[])[2, 3])
            {
                ThreadTeam.NumThreads = numThreads;
                var several = Run(function, inputs);
                for (var i = 0; i < one.Length; i++) TensorAssert.Same(several[i], one[i], $"{Name(i)} with {numThreads} threads");
            }
        }
        finally
        {
            ThreadTeam.NumThreads = before;
        }
    }

    /// <summary>A call leaves only its result in the caller's scope, and <see cref="LeavesNothingAlive"/>.</summary>
    public static void LeavesOnlyItsResultAlive(Func<Tensor[], Tensor> function, params Tensor[] inputs)
    {
        LeavesNothingAlive(function, inputs);
        using var scope = NewDisposeScope();
        function(inputs);
        Assert.Equal(1, scope.DisposablesCount);
    }

    /// <summary>A forward and backward pass leaves no tensor alive once its scope has ended.</summary>
    public static void LeavesNothingAlive(Func<Tensor[], Tensor> function, params Tensor[] inputs)
    {
        using (NewDisposeScope()) Run(function, inputs);               // what is kept for good is made now
        var alive = Tensor.TotalCount;
        for (var i = 0; i < 3; i++)
            using (NewDisposeScope()) Run(function, inputs);
        // Fewer is no leak: finalizers may meanwhile have freed what other tests left.
        Assert.True(Tensor.TotalCount <= alive, $"{Tensor.TotalCount} tensors are alive, {Tensor.TotalCount - alive} more than before.");
    }

    private static string Name(int i) => i == 0 ? "value" : $"gradient of input {i - 1}";

    private static Tensor[] Run(Func<Tensor[], Tensor> function, Tensor[] inputs)
    {
        Tensor[] leaves = [.. inputs.Select(input => input.detach().requires_grad_(input.is_floating_point()))];
        var value = function(leaves);
        using var generator = new Generator(11);
        if (value.requires_grad) (value * randn(value.shape, value.dtype, generator: generator)).sum().backward();
        return [value.detach(), .. leaves.Select(leaf => leaf.grad ?? zeros_like(leaf))];
    }
}
