namespace GraphSeq.Training.Metrics;

/// <summary>Whether a class said with 80 % confidence is right four times in five.</summary>
/// <remarks><see href="https://arxiv.org/abs/1706.04599">Guo, Pleiss, Sun, Weinberger, "On Calibration of Modern Neural Networks", 2017</see>, eq. (5):
/// confidence is the largest probability; bins are of equal width.</remarks>
public static class Calibration
{
    /// <summary>Bins used unless one says otherwise.</summary>
    public const int DefaultBins = 15;

    /// <summary>Rows sorted by confidence into bins <c>(i / bins, (i + 1) / bins]</c>; empty bins included.</summary>
    /// <param name="probabilities">Row-major <c>[rows, width]</c>.</param>
    /// <param name="width">Number of classes.</param>
    /// <param name="actual">True class of each row.</param>
    /// <param name="bins">Number of bins; at least 1.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together.</exception>
    public static IReadOnlyList<ReliabilityBin> Bins(
        ReadOnlySpan<double> probabilities, int width, ReadOnlySpan<long> actual, int bins = DefaultBins)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        if (probabilities.Length != actual.Length * width)
            throw new ArgumentException($"Calibration: {probabilities.Length} probabilities for {actual.Length} rows of {width}.", nameof(probabilities));
        var (counts, confidences, hits) = (new int[bins], new double[bins], new int[bins]);
        for (var row = 0; row < actual.Length; row++)
        {
            var said = probabilities.Slice(row * width, width);
            var best = 0;
            for (var k = 1; k < width; k++)
                if (said[k] > said[best]) best = k;
            var bin = Math.Clamp((int)Math.Ceiling(said[best] * bins) - 1, 0, bins - 1);
            counts[bin]++;
            confidences[bin] += said[best];
            if (best == actual[row]) hits[bin]++;
        }
        return [.. Enumerable.Range(0, bins).Select(b => new ReliabilityBin(
            (double)b / bins, (b + 1.0) / bins, counts[b], counts[b] == 0 ? 0 : confidences[b] / counts[b], counts[b] == 0 ? 0 : (double)hits[b] / counts[b]))];
    }

    /// <summary>Expected calibration error: mean over rows of <c>|accuracy - confidence|</c> of the row's bin.</summary>
    /// <inheritdoc cref="Bins" path="/param|/exception"/>
    /// <returns>In [0, 1]; NaN without rows.</returns>
    public static double ExpectedError(ReadOnlySpan<double> probabilities, int width, ReadOnlySpan<long> actual, int bins = DefaultBins) =>
        Bins(probabilities, width, actual, bins).Sum(bin => bin.Count * Math.Abs(bin.Accuracy - bin.Confidence)) / actual.Length;
}
