using static TorchSharp.torch;

namespace GraphSeq.Training;

/// <summary>A copy of a model's parameters and buffers.</summary>
internal sealed class ModelSnapshot : IDisposable
{
    private readonly Dictionary<string, Tensor> _state;

    public ModelSnapshot(nn.Module model)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        _state = model.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.detach().clone().DetachFromDisposeScope());
    }

    /// <summary>Of a saved state; copied.</summary>
    public ModelSnapshot(IReadOnlyDictionary<string, Tensor> state)
    {
        using var scope = NewDisposeScope();
        _state = state.ToDictionary(entry => entry.Key, entry => entry.Value.clone().DetachFromDisposeScope());
    }

    /// <summary>The copies; they stay this object's.</summary>
    public IReadOnlyDictionary<string, Tensor> State => _state;

    /// <summary>Moves every number a share of the way to the model's; whole numbers all the way.</summary>
    public void MoveTowards(nn.Module model, double share)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        foreach (var (name, tensor) in model.state_dict())
        {
            var own = _state[name];
            if (own.is_floating_point()) own.lerp_(tensor, share);
            else own.copy_(tensor);
        }
    }

    public void Restore(nn.Module model)
    {
        using var _ = no_grad();
        foreach (var (name, tensor) in model.state_dict()) tensor.copy_(_state[name]);
    }

    public void Dispose()
    {
        foreach (var tensor in _state.Values) tensor.Dispose();
    }
}
