using System.Runtime.InteropServices;

namespace GraphSeq.Graph.Stages;

/// <summary>Memory for floats that only grows, aligned to a cache line.</summary>
internal sealed unsafe class HostBuffer : IDisposable
{
    private const int Alignment = 64;
    private long _capacity;

    ~HostBuffer() => NativeMemory.AlignedFree(Address);

    /// <summary>Where it begins; null before the first use.</summary>
    public float* Address { get; private set; }

    /// <summary>Makes room; what was there may be lost.</summary>
    /// <param name="count">Floats needed.</param>
    public float* Reserve(long count)
    {
        if (count <= _capacity && Address != null) return Address;
        NativeMemory.AlignedFree(Address);
        Address = null;
        _capacity = Math.Max(count + count / 4, Alignment);
        Address = (float*)NativeMemory.AlignedAlloc((nuint)(_capacity * sizeof(float)), Alignment);
        return Address;
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(Address);
        Address = null;
        _capacity = 0;
        GC.SuppressFinalize(this);
    }
}
