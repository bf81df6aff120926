using System.Numerics;
using GraphSeq.Graph.Kernels;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Autograd;

/// <summary>Zeros values with a probability and scales the others to keep the mean; which ones follows from a seed.</summary>
internal sealed unsafe class DropoutOp : KernelOp
{
    private readonly double _probability;
    private readonly ulong _seed;

    private DropoutOp(double probability, ulong seed) => (_probability, _seed) = (probability, seed);

    /// <summary>Dropout as in training, on any device, its randomness drawn from torch's global generator.</summary>
    /// <param name="x">Values.</param>
    /// <param name="probability">Share of values that become zero, in [0, 1).</param>
    public static Tensor Drop(Tensor x, double probability)
    {
        if (!KernelMemory.Serves(x)) return nn.functional.dropout(x, probability, training: true);
        return new DropoutOp(probability, DrawSeed()).Apply(x);
    }

    /// <summary>A seed from torch's global generator.</summary>
    public static ulong DrawSeed()
    {
        using var seed = randint(0, long.MaxValue, [1], ScalarType.Int64);
        return (ulong)seed.item<long>();
    }

    protected override Tensor Forward(Tensor[] inputs, List<Tensor> saved) => Drop(inputs[0]);

    protected override Tensor?[] Backward(Tensor grad, IReadOnlyList<Tensor> saved, bool[] needed) => [Drop(grad)];

    private Tensor Drop(Tensor x) => x.dtype == ScalarType.Float64 ? Drop<double>(x) : Drop<float>(x);

    private Tensor Drop<T>(Tensor x) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var y = empty_like(x);
        DropoutKernel.Invoke(KernelMemory.Address<T>(x), KernelMemory.Address<T>(y), x.numel(), _probability, _seed, offset: 0);
        return y;
    }
}
