using static TorchSharp.torch;

namespace GraphSeq.Encoders;

/// <summary>Turns the signal of every node into one vector per node: <c>[N, …]</c> in, <c>[N, OutputSize]</c> out.</summary>
/// <remarks>Call it as <c>encoder.call(x, lengths)</c>. Rows are independent of each other, batch statistics in training aside.</remarks>
public abstract class SequenceEncoder : nn.Module<Tensor, Tensor?, Tensor>
{
    /// <summary>For derived classes.</summary>
    /// <param name="name">The encoder's name, used in its error messages.</param>
    protected SequenceEncoder(string name) : base(name)
    {
    }

    /// <summary>Features per node on the way out.</summary>
    public abstract long OutputSize { get; }
}
