using static TorchSharp.torch;

namespace GraphSeq.Graph.Autograd;

/// <summary>How a backward pass that fails in managed code reaches whoever called <c>backward</c>: an exception that crosses libtorch's engine ends the
/// process, so libtorch is given gradients that it refuses, and its refusal comes back as an exception that can be caught.</summary>
internal static class FailedGradients
{
    // No tensor of a network has this shape or can be broadcast to it.
    private static readonly long[] ImpossibleShape = [2, 1, 2, 1, 2, 1, 2];

    /// <summary>Writes the reason to standard error, as libtorch's exception has no room for it.</summary>
    /// <param name="operation">What failed.</param>
    /// <param name="failure">Why.</param>
    /// <param name="like">Gives element type and device.</param>
    /// <param name="needed">Which inputs need a gradient.</param>
    /// <returns>Gradients that libtorch refuses.</returns>
    public static Tensor?[] Report(string operation, Exception failure, Tensor like, bool[] needed)
    {
        Console.Error.WriteLine($"GraphSeq: the backward pass of {operation} failed: {failure.Message}");
        return Array.ConvertAll(needed, isNeeded => isNeeded ? full(ImpossibleShape, double.NaN, like.dtype, like.device) : null);
    }
}
