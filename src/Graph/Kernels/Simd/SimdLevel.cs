using System.Runtime.CompilerServices;

namespace GraphSeq.Graph.Kernels.Simd;

/// <summary>A vector width, in bits; <see cref="Scalar"/> is the reference without vectors.</summary>
internal enum SimdLevel
{
    /// <summary>One value at a time.</summary>
    Scalar = 0,

    /// <summary>128 bits: SSE, NEON.</summary>
    Vector128 = 128,

    /// <summary>256 bits: AVX2 with FMA.</summary>
    Vector256 = 256,

    /// <summary>512 bits: AVX-512.</summary>
    Vector512 = 512,
}

/// <summary>The one place that picks a vector width.</summary>
internal static class SimdSupport
{
    /// <summary>The widest level of this machine.</summary>
    public static readonly SimdLevel Hardware = System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated ? SimdLevel.Vector512
        : System.Runtime.Intrinsics.Vector256.IsHardwareAccelerated ? SimdLevel.Vector256
        : System.Runtime.Intrinsics.Vector128.IsHardwareAccelerated ? SimdLevel.Vector128
        : SimdLevel.Scalar;

    /// <summary>The widest level kernels may use; starts as <see cref="Hardware"/>. Tests set it to hold one level against another
    /// (a level the hardware lacks still works, slowly).</summary>
    public static SimdLevel Widest { get; set; } = Hardware;

    /// <summary>The widest allowed level whose vectors are not wider than a row of <paramref name="width"/> elements.</summary>
    public static SimdLevel ForWidth<T>(int width) where T : unmanaged
    {
        var bits = (long)width * Unsafe.SizeOf<T>() * 8;
        var widest = Widest;
        return bits >= 512 && widest >= SimdLevel.Vector512 ? SimdLevel.Vector512
            : bits >= 256 && widest >= SimdLevel.Vector256 ? SimdLevel.Vector256
            : bits >= 128 && widest >= SimdLevel.Vector128 ? SimdLevel.Vector128
            : SimdLevel.Scalar;
    }
}
