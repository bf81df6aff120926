using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace GraphSeq.Cli.Diagnosis;

/// <summary>The vector instructions that .NET uses on this processor.</summary>
internal static class VectorInstructions
{
    /// <summary>Names of the sets that matter to the kernels.</summary>
    public static IReadOnlyList<string> Sets => [.. Known.Where(set => set.IsThere).Select(set => set.Name)];

    /// <summary>Width of the widest vectors that are not emulated, in bits; 0 for none.</summary>
    public static int WidestBits =>
        Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0;

    private static (string Name, bool IsThere)[] Known =>
    [
        ("SSE4.2", Sse42.IsSupported), ("AVX", Avx.IsSupported), ("AVX2", Avx2.IsSupported), ("FMA", Fma.IsSupported),
        ("AVX-512", Avx512F.IsSupported && Avx512BW.IsSupported && Avx512DQ.IsSupported), ("AdvSimd", AdvSimd.IsSupported),
    ];
}
