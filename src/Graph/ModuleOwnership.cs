using TorchSharp;
using static TorchSharp.torch;

namespace GraphSeq.Graph;

/// <summary>Keeps what a module owns alive beyond the dispose scope that the module was built in.</summary>
public static class ModuleOwnership
{
    /// <summary>Takes every parameter and buffer of the module, and of the modules inside it, out of the dispose scopes they were made in.</summary>
    /// <remarks>TorchSharp puts new tensors, a module's parameters among them, into the innermost <see cref="DisposeScope"/>: a module built
    /// inside one loses its parameters when the scope ends, and an optimizer then trains nothing, without an error. A module's constructor
    /// calls this last, after <c>RegisterComponents</c>; from then on the tensors die with the module.</remarks>
    /// <param name="module">A module whose components are registered.</param>
    /// <exception cref="ArgumentNullException"><paramref name="module"/> is null.</exception>
    public static void OwnComponents(this nn.Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        foreach (var parameter in module.parameters()) parameter.DetachFromDisposeScope();
        foreach (var buffer in module.buffers()) buffer.DetachFromDisposeScope();
    }
}
