using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text;
using GraphSeq.Graph.Kernels.Simd;

namespace GraphSeq.Graph.Kernels;

/// <summary>Where a dense product is computed: by our kernels or by libtorch. A table by the processor's maker and vector width.</summary>
/// <remarks>
/// Measured on AMD with AVX-512: our tall-thin product runs at 2 to 3 times libtorch's, whose MKL takes a slower path there. On Intel, MKL is at home
/// and no gain is to be expected; narrower vectors and other makers were not measured. There libtorch has the large products, while small ones
/// stay with us, since a call into libtorch costs more than they take. Sparse kernels, segment reductions and the rest have no such rival.
/// </remarks>
internal static class KernelChoice
{
    /// <summary>Multiply-adds up to which a product is small: some ten microseconds.</summary>
    public const long SmallProducts = 1 << 20;

    private static readonly (long LargestNative, string Reason) Decided =
        Decide(KernelSwitch.Error is null ? KernelSwitch.Current : KernelBackend.Automatic, Vendor(), SimdSupport.Hardware);

    /// <summary>Why, in words, for people who look.</summary>
    public static string Reason => Decided.Reason;

    /// <summary>True when our kernel should compute a product of <c>[rows, inner]</c> with <c>[inner, columns]</c>.</summary>
    public static bool PrefersNativeProduct(long rows, long inner, long columns) => rows * inner * columns <= Decided.LargestNative;

    /// <summary>The table.</summary>
    /// <param name="asked">The user's choice.</param>
    /// <param name="vendor">The processor's maker, as it says itself: <c>AuthenticAMD</c>, <c>GenuineIntel</c>; empty when it says nothing.</param>
    /// <param name="width">Widest vectors.</param>
    /// <returns>Multiply-adds of the largest product that is ours, and why.</returns>
    public static (long LargestNative, string Reason) Decide(KernelBackend asked, string vendor, SimdLevel width) => (asked, vendor, width) switch
    {
        (KernelBackend.Native, _, _) => (long.MaxValue, $"native ({KernelSwitch.Variable}=native)"),
        (KernelBackend.Torch, _, _) => (-1, $"torch ({KernelSwitch.Variable}=torch)"),
        (_, "AuthenticAMD", SimdLevel.Vector512) => (long.MaxValue, "native (AMD with 512-bit vectors: measured faster than libtorch)"),
        (_, "GenuineIntel", _) => (SmallProducts, "native when small, else torch (Intel: MKL is at home)"),
        _ => (SmallProducts, $"native when small, else torch ({Name(vendor)} with {(int)width}-bit vectors: not measured)"),
    };

    /// <summary>The processor's maker as it names itself; empty when it does not.</summary>
    internal static string Vendor()
    {
        if (!X86Base.IsSupported) return "";
        var (_, b, c, d) = X86Base.CpuId(0, 0);
        return Encoding.ASCII.GetString(MemoryMarshal.AsBytes<int>([b, d, c]));
    }

    private static string Name(string vendor) => vendor.Length == 0 ? "an unnamed processor" : vendor;
}
