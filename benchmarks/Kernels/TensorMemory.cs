using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;

namespace GraphSeq.Benchmarks.Kernels;

/// <summary>The address of a contiguous CPU tensor's values.</summary>
internal static unsafe class TensorMemory
{
    public static float* Floats(this torch.Tensor tensor) => (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.bytes));

    public static int* Ints(this torch.Tensor tensor) => (int*)tensor.Floats();
}
