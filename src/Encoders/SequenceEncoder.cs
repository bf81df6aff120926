using static TorchSharp.torch;

namespace GraphSeq.Encoders;

/// <summary>Turns one signal per node into one vector per node: <c>[N, ...] -> [N, OutputSize]</c>. Knows no graph.</summary>
public abstract class SequenceEncoder : nn.Module<Tensor, Tensor?, Tensor>
{
    /// <summary>For derived encoders.</summary>
    /// <param name="name">The encoder's name in messages.</param>
    protected SequenceEncoder(string name) : base(name)
    {
    }

    /// <summary>Length of a node's vector.</summary>
    public abstract long OutputSize { get; }

    /// <summary>Draws new initial parameters.</summary>
    /// <param name="generator">Where random numbers come from; null for libtorch's global generator.</param>
    public abstract void ResetParameters(Generator? generator = null);

    /// <summary>Runs the encoder, hooks included, on signals that are all of full length.</summary>
    /// <param name="x">Signals, one per node.</param>
    /// <returns><c>[N, OutputSize]</c>, owned by the caller.</returns>
    /// <exception cref="ArgumentException">The shape does not fit.</exception>
    public Tensor call(Tensor x) => call(x, null);
}
