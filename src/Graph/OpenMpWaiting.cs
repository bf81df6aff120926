using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GraphSeq.Graph;

/// <summary>Keeps libtorch's OpenMP threads from spinning long while they wait for each other.</summary>
/// <remarks>libgomp spins for up to 300,000 rounds or more before a waiting thread gives up its core; as soon as another program wants a core, an LSTM
/// then takes 20 times as long. The limit is read once, when libgomp is loaded, from the C library's environment, which
/// <see cref="Environment.SetEnvironmentVariable(string, string?)"/> does not reach. A limit or policy that the user has set stays.</remarks>
internal static class OpenMpWaiting
{
    public const string SpinVariable = "GOMP_SPINCOUNT";
    private const string SpinRounds = "2000";

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "It must run before libtorch is loaded; it touches nothing but an unset variable.")]
    internal static void Limit()
    {
        if (OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is null) setenv(SpinVariable, SpinRounds, overwrite: 0);
    }

    [DllImport("libc", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int setenv(string name, string value, int overwrite);
}
