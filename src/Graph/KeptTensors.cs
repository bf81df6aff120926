using static TorchSharp.torch;

namespace GraphSeq.Graph;

/// <summary>Tensors by key, each made on first use and kept; <see cref="Dispose"/> frees them.</summary>
/// <remarks>They outlive what asks for them first. So they are made outside its dispose scope and outside inference mode, whose tensors autograd refuses
/// for good.</remarks>
internal sealed class KeptTensors<TKey> : IDisposable where TKey : IEquatable<TKey>
{
    private readonly OnceByKey<TKey, Tensor> _kept = new(new Lock());

    /// <summary>The tensor of a key, made where there is none.</summary>
    /// <param name="key">The key.</param>
    /// <param name="owner">Passed to <paramref name="make"/>, so that it captures nothing.</param>
    /// <param name="make">Makes the tensor; temporaries of its own are freed.</param>
    public Tensor Get<TOwner>(TKey key, TOwner owner, Func<TOwner, Tensor> make) =>
        _kept.Get(key, (owner, make), static (call, _) => Make(call.owner, call.make));

    public void Dispose() => _kept.Dispose();

    private static Tensor Make<TOwner>(TOwner owner, Func<TOwner, Tensor> make)
    {
        using var mode = is_inference_mode_enabled() ? inference_mode(false) : null;
        using var scope = NewDisposeScope();
        return make(owner).DetachFromDisposeScope();
    }
}
