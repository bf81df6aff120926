using GraphSeq.Graph.Autograd;
using GraphSeq.Graph.Kernels;
using GraphSeq.Graph.Kernels.Simd;

namespace GraphSeq.Cli.Diagnosis;

/// <summary>Which path graph operations take on the CPU.</summary>
/// <param name="Backend">In words.</param>
/// <param name="Threads">Threads of the kernels' own team.</param>
internal sealed record KernelReport(string Backend, int Threads)
{
    public static KernelReport Create() => new(
        KernelMemory.IsSwitchedOff
            ? "libtorch operations (GRAPHSEQ_KERNELS=torch)"
            : $"GraphSeq kernels, {SimdSupport.Widest} (GRAPHSEQ_KERNELS=torch switches to libtorch operations)",
        ThreadTeam.NumThreads);
}
