using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GraphSeq.Graph;

/// <summary>Lets the C library keep freed memory for the next tensor.</summary>
/// <remarks>By itself glibc gives a temporary of some megabytes back to the system when it is freed, and each of its pages costs a fault when the next
/// step needs it again: about as much time as copying it takes. Up to <see cref="KeptBytes"/> stay with the process instead. A choice that the user
/// has made stays; other C libraries are left alone.</remarks>
internal static class NativeHeap
{
    /// <summary>Free memory at the heap's end that is not given back.</summary>
    public const int KeptBytes = 256 << 20;

    private const int LargestHeapBlock = 32 << 20;          // the most that glibc takes; larger blocks are mapped and unmapped one by one
    private const int TrimThreshold = -1, MapThreshold = -3;
    private static readonly string[] Choices = ["MALLOC_TRIM_THRESHOLD_", "MALLOC_MMAP_THRESHOLD_", "GLIBC_TUNABLES"];

    private delegate int Option(int parameter, int value);

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "It must run before libtorch allocates; it changes nothing but when memory is given back.")]
    internal static void Keep()
    {
        if (!OperatingSystem.IsLinux() || Choices.Any(choice => Environment.GetEnvironmentVariable(choice) is not null)) return;
        if (!NativeLibrary.TryLoad("libc.so.6", out var library) || !NativeLibrary.TryGetExport(library, "mallopt", out var address)) return;
        var mallopt = Marshal.GetDelegateForFunctionPointer<Option>(address);
        mallopt(TrimThreshold, KeptBytes);
        mallopt(MapThreshold, LargestHeapBlock);
    }
}
