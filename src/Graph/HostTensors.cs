using System.Runtime.InteropServices;
using GraphSeq.Graph.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace GraphSeq.Graph;

/// <summary>Host arrays to tensors and back through raw memory; <c>torch.tensor(array)</c> converts element by element.</summary>
internal static class HostTensors
{
    /// <summary>A tensor of the values, on the device (null: the CPU). The caller owns it.</summary>
    public static Tensor Create<T>(ReadOnlySpan<T> values, ReadOnlySpan<long> shape, Device? device = null) where T : unmanaged
    {
        var tensor = empty(shape, dtype: TypeOf<T>());
        if (tensor.numel() != values.Length)
        {
            tensor.Dispose();
            throw new ArgumentException($"{values.Length} values do not fill the shape [{string.Join(", ", shape.ToArray())}].", nameof(shape));
        }
        HugePages.Ask(Pointer(tensor), tensor.numel() * tensor.element_size());
        values.CopyTo(View<T>(tensor));
        if (device is null || device.type == DeviceType.CPU) return tensor;
        var moved = tensor.to(device);
        tensor.Dispose();
        return moved;
    }

    /// <summary>The memory of a contiguous CPU tensor; valid while the tensor lives.</summary>
    public static unsafe Span<T> View<T>(Tensor tensor) where T : unmanaged =>
        new((void*)Pointer(tensor), checked((int)tensor.numel()));

    /// <summary>Address of a CPU tensor's first element.</summary>
    public static nint Pointer(Tensor tensor) => THSTensor_data(tensor.Handle);

    /// <summary>A copy of a tensor's values in row-major order, wherever it lives and whatever its strides.</summary>
    public static T[] ToArray<T>(Tensor tensor) where T : unmanaged
    {
        using var scope = NewDisposeScope();
        return View<T>(tensor.detach().to(TypeOf<T>()).cpu().contiguous()).ToArray();
    }

    private static ScalarType TypeOf<T>() where T : unmanaged =>
        typeof(T) == typeof(float) ? ScalarType.Float32
        : typeof(T) == typeof(double) ? ScalarType.Float64
        : typeof(T) == typeof(long) ? ScalarType.Int64
        : typeof(T) == typeof(int) ? ScalarType.Int32
        : typeof(T) == typeof(bool) ? ScalarType.Bool
        : typeof(T) == typeof(byte) ? ScalarType.Byte
        : throw new NotSupportedException($"No tensor element type stands for {typeof(T).Name}.");

    [DllImport("LibTorchSharp"), SuppressGCTransition]
    private static extern nint THSTensor_data(nint handle);
}
