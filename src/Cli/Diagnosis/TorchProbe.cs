using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;

namespace GraphSeq.Cli.Diagnosis;

/// <summary>What libtorch says of itself once it is loaded, or why it could not be.</summary>
/// <param name="Version">libtorch's version; null when it did not load.</param>
/// <param name="Error">Why it did not load; null when it did.</param>
/// <param name="CudaDevices">Number of CUDA devices it sees.</param>
/// <param name="Threads">Threads of an operation.</param>
internal sealed record TorchProbe(string? Version, string? Error, int CudaDevices, int Threads)
{
    /// <summary>Loads libtorch and computes something with it.</summary>
    /// <param name="library">TorchSharp's native library, where it is known. It is loaded by its path first: when that fails the system's own
    /// reason is at hand, while TorchSharp would print pages and copy libtorch out of the package cache.</param>
    public static TorchProbe Run(string? library)
    {
        try
        {
            if (library is not null) NativeLibrary.Load(library);
            return Compute();
        }
        catch (Exception e) when (Unwrap(e) is DllNotFoundException or NotSupportedException or BadImageFormatException or EntryPointNotFoundException)
        {
            return new TorchProbe(null, FirstLine(Unwrap(e).Message), 0, 0);
        }
    }

    /// <summary>Apart from its caller, so that nothing of TorchSharp is touched before the try block.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static TorchProbe Compute()
    {
        using var sum = torch.ones(3).sum();
        if (sum.item<float>() != 3) throw new NotSupportedException($"libtorch adds three ones to {sum.item<float>()}.");
        var devices = torch.cuda.is_available() ? torch.cuda.device_count() : 0;
        return new TorchProbe(torch.__version__, null, devices, torch.get_num_threads());
    }

    private static Exception Unwrap(Exception e) => e is TypeInitializationException { InnerException: { } inner } ? Unwrap(inner) : e;

    /// <summary>The first line that says more than that it did not work.</summary>
    private static string FirstLine(string message)
    {
        var lines = message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return lines.FirstOrDefault(line => line.Contains("version `", StringComparison.Ordinal) || line.Contains("cannot open shared", StringComparison.Ordinal))
            ?? lines.FirstOrDefault("no reason given");
    }
}
