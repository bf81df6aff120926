using GraphSeq.Graph.Kernels;
using GraphSeq.Graph.Kernels.Simd;

namespace GraphSeq.Cli.Diagnosis;

/// <summary>Which path graph operations take on the CPU, and why.</summary>
/// <param name="Backend"><c>native</c> for our kernels, <c>torch</c> for libtorch's operations; null when the user's choice cannot be read.</param>
/// <param name="Reason">Why, in words.</param>
/// <param name="DenseProducts">Who computes dense products, and why.</param>
/// <param name="VectorBits">Width of the kernels' vectors; 0 without.</param>
/// <param name="Threads">Threads of the kernels' own team.</param>
internal sealed record KernelReport(string? Backend, string Reason, string DenseProducts, int VectorBits, int Threads)
{
    public static KernelReport Create() =>
        Of(KernelSwitch.Parse(Environment.GetEnvironmentVariable(KernelSwitch.Variable)), KernelChoice.Reason);

    internal static KernelReport Of((KernelBackend Backend, string? Error) asked, string denseProducts)
    {
        var (backend, reason) = asked switch
        {
            { Error: { } error } => (null, error),
            { Backend: KernelBackend.Torch } => ("torch", $"{KernelSwitch.Variable}=torch"),
            { Backend: KernelBackend.Native } => ("native", $"{KernelSwitch.Variable}=native"),
            _ => ("native", $"chosen by GraphSeq; {KernelSwitch.Variable}=torch or native forces one"),
        };
        return new KernelReport(backend, reason, denseProducts, (int)SimdSupport.Widest, ThreadTeam.NumThreads);
    }
}
