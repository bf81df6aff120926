namespace GraphSeq.Graph.Kernels;

/// <summary>Whose code computes on the CPU.</summary>
internal enum KernelBackend
{
    /// <summary>Ours, except where <see cref="KernelChoice"/> knows libtorch to be faster on this machine.</summary>
    Automatic,

    /// <summary>Ours wherever there is one.</summary>
    Native,

    /// <summary>libtorch's operations everywhere.</summary>
    Torch,
}

/// <summary>The user's choice of kernels, <c>GRAPHSEQ_KERNELS</c>; read once.</summary>
internal static class KernelSwitch
{
    public const string Variable = "GRAPHSEQ_KERNELS";

    private static readonly (KernelBackend Backend, string? Error) FromEnvironment = Parse(Environment.GetEnvironmentVariable(Variable));

    /// <summary>What was chosen.</summary>
    /// <exception cref="InvalidOperationException">The variable holds anything else.</exception>
    public static KernelBackend Current =>
        FromEnvironment.Error is { } error ? throw new InvalidOperationException(error) : FromEnvironment.Backend;

    /// <summary>What is wrong with the variable, or null.</summary>
    public static string? Error => FromEnvironment.Error;

    public static (KernelBackend Backend, string? Error) Parse(string? text) => text switch
    {
        null or "" => (KernelBackend.Automatic, null),
        "native" => (KernelBackend.Native, null),
        "torch" => (KernelBackend.Torch, null),
        _ => (KernelBackend.Automatic, $"{Variable} is '{text}' but must be native or torch. Unset it to let GraphSeq choose."),
    };
}
