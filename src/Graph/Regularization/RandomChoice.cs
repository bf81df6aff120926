using static TorchSharp.torch;

namespace GraphSeq.Graph.Regularization;

/// <summary>Probability and random numbers of a regulariser.</summary>
internal sealed class RandomChoice : IDisposable
{
    public RandomChoice(double p, long? seed, string owner)
    {
        if (!(p is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(p), p, $"{owner}: p must be in [0, 1].");
        (P, Generator) = (p, seed is { } value ? new Generator((ulong)value) : null);
    }

    public double P { get; }

    /// <summary>Null for libtorch's global generator.</summary>
    public Generator? Generator { get; }

    public void Dispose() => Generator?.Dispose();
}
