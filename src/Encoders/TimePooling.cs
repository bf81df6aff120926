using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GraphSeq.Encoders;

/// <summary>From the outputs of all steps, <c>[N, T, directions · H]</c>, to one vector per row, <c>[N, directions · H]</c>.</summary>
internal static class TimePooling
{
    /// <param name="outputs">Outputs of the recurrent layer.</param>
    /// <param name="lengths">Valid steps of each row; null if all are valid.</param>
    /// <param name="reduction">What is computed: not <see cref="TimeReduction.Last"/>, which the recurrent layer gives by itself.</param>
    /// <param name="attention">The scores' weights; needed by <see cref="TimeReduction.Attention"/> alone.</param>
    public static Tensor Reduce(Tensor outputs, long[]? lengths, TimeReduction reduction, Linear? attention)
    {
        using var scope = NewDisposeScope();
        var reduced = reduction switch
        {
            TimeReduction.Mean => Mean(outputs, lengths),
            TimeReduction.Max => Mask(outputs, lengths, double.NegativeInfinity).max(1).values,
            TimeReduction.Attention => Attend(outputs, lengths, attention!),
            _ => throw new ArgumentOutOfRangeException(nameof(reduction), reduction, "Not a reduction of outputs."),
        };
        return reduced.MoveToOuterDisposeScope();
    }

    /// <summary>The forward direction's output at each row's end, and the backward direction's, if any, at the beginning.</summary>
    /// <param name="outputs">Outputs of the recurrent layer.</param>
    /// <param name="lengths">Valid steps of each row; null if all are valid.</param>
    /// <param name="forwardSize">How many of the features, the first ones, belong to the forward direction.</param>
    public static Tensor Last(Tensor outputs, long[]? lengths, long forwardSize)
    {
        using var scope = NewDisposeScope();
        var forward = outputs.narrow(2, 0, forwardSize);
        Tensor last;
        if (lengths is null)
        {
            last = forward.select(1, outputs.shape[1] - 1);
        }
        else
        {
            var index = tensor(Array.ConvertAll(lengths, length => length - 1), [lengths.Length, 1, 1], device: outputs.device);
            last = forward.gather(1, index.expand(lengths.Length, 1, forwardSize)).squeeze(1);
        }
        var backwardSize = outputs.shape[2] - forwardSize;
        if (backwardSize > 0) last = cat([last, outputs.select(1, 0).narrow(1, forwardSize, backwardSize)], 1);
        return last.MoveToOuterDisposeScope();
    }

    private static Tensor Mean(Tensor outputs, long[]? lengths) => lengths is null
        ? outputs.mean([1])
        : Mask(outputs, lengths, 0).sum(1) / tensor(lengths, outputs.dtype, outputs.device).unsqueeze(1);

    private static Tensor Attend(Tensor outputs, long[]? lengths, Linear attention)
    {
        var valid = Mask(outputs, lengths, 0);
        var scores = Mask(attention.call(valid.tanh()), lengths, double.NegativeInfinity);        // [N, T, 1]
        return (nn.functional.softmax(scores, 1) * valid).sum(1);
    }

    private static Tensor Mask(Tensor x, long[]? lengths, double value) => lengths is null ? x : SequenceMask.Fill(x, lengths, 1, value);
}
