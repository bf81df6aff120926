using static TorchSharp.torch;

namespace GraphSeq.Training;

/// <summary>The modes that a model and its parts are in, training or evaluation, to be put back later: frozen norms stay frozen.</summary>
internal sealed class ModuleModes(nn.Module model)
{
    // The model first, parts behind what they are parts of: a module passes its mode on to its parts.
    private readonly (nn.Module Module, bool Training)[] _modes = [.. model.modules().Prepend(model).Select(module => (module, module.training))];

    /// <summary>Puts every module back into the mode it was in.</summary>
    public void Restore()
    {
        foreach (var (module, training) in _modes)
            if (module.training != training) module.train(training);
    }
}
