using GraphSeq.Graph.Kernels;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Autograd;

/// <summary>Where tensors and kernels meet: addresses, new results, and the choice between kernels and libtorch.</summary>
internal static unsafe class KernelMemory
{
    [ThreadStatic]
    private static int _torchDepth;

    /// <summary>True when <c>GRAPHSEQ_KERNELS=torch</c> sends every operation of the process to libtorch.</summary>
    /// <exception cref="InvalidOperationException">The variable holds something else than <c>native</c> or <c>torch</c>.</exception>
    public static bool IsSwitchedOff => KernelSwitch.Current == KernelBackend.Torch;

    /// <summary>True when our kernels serve the tensor: on the CPU, float32 or float64, and not switched off.</summary>
    public static bool Serves(Tensor x) =>
        x.device_type == TorchSharp.DeviceType.CPU && x.dtype is ScalarType.Float32 or ScalarType.Float64 && !IsSwitchedOff && _torchDepth == 0;

    /// <summary>Until disposed, this thread takes libtorch's path everywhere: for tests of one path against the other.</summary>
    public static IDisposable UseTorch()
    {
        _torchDepth++;
        return new Restore();
    }

    /// <summary>Address of a contiguous CPU tensor's values.</summary>
    public static T* Address<T>(Tensor tensor) where T : unmanaged => (T*)HostTensors.Pointer(tensor);

    /// <summary>A new tensor, not filled, of the element type and device of another.</summary>
    public static Tensor NewLike(Tensor like, params ReadOnlySpan<long> shape)
    {
        var tensor = empty(shape, like.dtype, like.device);
        if (like.device_type == TorchSharp.DeviceType.CPU) HugePages.Ask(HostTensors.Pointer(tensor), tensor.numel() * tensor.element_size());
        return tensor;
    }

    /// <summary>Product of the dimensions behind the first: the width of a row.</summary>
    public static int RowWidth(Tensor x)
    {
        var width = 1L;
        for (var d = 1; d < x.Dimensions; d++) width *= x.shape[d];
        return checked((int)width);
    }

    private sealed class Restore : IDisposable
    {
        public void Dispose() => _torchDepth--;
    }
}
