using static TorchSharp.torch;

namespace GraphSeq.Graph;

/// <summary>Who disposes a module's tensors: the module.</summary>
public static class ModuleOwnership
{
    /// <summary>Takes every parameter and buffer out of the dispose scope that is open, so that they live as long as the module.</summary>
    /// <remarks>A constructor's last line: without it a module built inside a scope loses its parameters when the scope ends.</remarks>
    /// <param name="module">The module, after <c>RegisterComponents</c>.</param>
    public static void OwnComponents(this nn.Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        foreach (var parameter in module.parameters()) parameter.DetachFromDisposeScope();
        foreach (var buffer in module.buffers()) buffer.DetachFromDisposeScope();
    }
}
