using System.Numerics;
using GraphSeq.Graph.Kernels;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Autograd;

/// <summary>Convolution of stride 1 over grids <c>[N, H, W, C]</c> with PyTorch's weight <c>[C_out, C, K_h, K_w]</c> and bias, if given, and a ReLU
/// behind it where asked: <c>[N, H_out, W_out, C_out]</c>.</summary>
/// <param name="padHeight">Rows of zeros on either side, less than <c>K_h</c>.</param>
/// <param name="padWidth">Columns of zeros on either side, less than <c>K_w</c>.</param>
/// <param name="relu">Whether negative results become zero.</param>
internal sealed unsafe class ConvOp(int padHeight, int padWidth, bool relu) : KernelOp
{
    protected override Tensor Forward(Tensor[] inputs, List<Tensor> saved) =>
        inputs[0].dtype == ScalarType.Float64 ? Forward<double>(inputs, saved) : Forward<float>(inputs, saved);

    protected override Tensor?[] Backward(Tensor grad, IReadOnlyList<Tensor> saved, bool[] needed) =>
        grad.dtype == ScalarType.Float64 ? Backward<double>(grad, saved, needed) : Backward<float>(grad, saved, needed);

    private Tensor Forward<T>(Tensor[] inputs, List<Tensor> saved) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (x, weight) = (inputs[0], inputs[1]);
        var packed = KernelMemory.NewLike(x, weight.shape[2], weight.shape[3], weight.shape[1], weight.shape[0]);
        var shape = Shape(x, packed);
        var y = KernelMemory.NewLike(x, shape.Count, shape.OutHeight, shape.OutWidth, shape.OutChannels);
        var bias = inputs.Length > 2 ? KernelMemory.Address<T>(inputs[2]) : null;
        ConvKernel.PackWeight(KernelMemory.Address<T>(weight), KernelMemory.Address<T>(packed), shape);
        ConvKernel.Forward(shape, KernelMemory.Address<T>(x), KernelMemory.Address<T>(packed), bias, relu, KernelMemory.Address<T>(y));
        saved.AddRange(relu ? [x, packed, y] : [x, packed]);
        return y;
    }

    private Tensor?[] Backward<T>(Tensor grad, IReadOnlyList<Tensor> saved, bool[] needed) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (x, packed) = (saved[0], saved[1]);
        var shape = Shape(x, packed);
        var gradX = needed[0] ? empty_like(x) : null;
        var gradPacked = empty_like(packed);
        var gradWeight = KernelMemory.NewLike(x, shape.OutChannels, shape.InChannels, shape.KernelHeight, shape.KernelWidth);
        var gradBias = needed.Length > 2 ? KernelMemory.NewLike(x, shape.OutChannels) : null;
        ConvKernel.Backward(shape, KernelMemory.Address<T>(x), KernelMemory.Address<T>(packed), relu ? KernelMemory.Address<T>(saved[2]) : null,
            KernelMemory.Address<T>(grad), gradX is null ? null : KernelMemory.Address<T>(gradX), KernelMemory.Address<T>(gradPacked),
            gradBias is null ? null : KernelMemory.Address<T>(gradBias));
        ConvKernel.UnpackWeight(KernelMemory.Address<T>(gradPacked), KernelMemory.Address<T>(gradWeight), shape);
        return needed.Length > 2 ? [gradX, gradWeight, gradBias] : [gradX, gradWeight];
    }

    private ConvShape Shape(Tensor x, Tensor packed) => new((int)x.shape[0], (int)x.shape[1], (int)x.shape[2], (int)x.shape[3],
        (int)packed.shape[3], (int)packed.shape[0], (int)packed.shape[1], padHeight, padWidth);
}
