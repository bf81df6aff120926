namespace GraphSeq.Training.Metrics;

/// <summary>Area under the receiver operating characteristic (AUROC): how often a positive row scores above a negative one, ties counting half.</summary>
public static class AreaUnderCurve
{
    /// <summary>One class against all others.</summary>
    /// <param name="scores">Higher means more likely positive.</param>
    /// <param name="positive">Which rows are; as many.</param>
    /// <returns>In [0, 1]; NaN without a positive or without a negative row.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Binary(ReadOnlySpan<double> scores, ReadOnlySpan<bool> positive)
    {
        if (scores.Length != positive.Length)
            throw new ArgumentException($"AreaUnderCurve: {scores.Length} scores but {positive.Length} truths.", nameof(positive));
        var order = new int[scores.Length];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        var sorted = scores.ToArray();
        Array.Sort(sorted, order);
        double rankSum = 0, positives = 0;
        for (var (first, end) = (0, 0); first < order.Length; first = end)
        {
            for (end = first + 1; end < order.Length && sorted[end] == sorted[first];) end++;
            var rank = 0.5 * (first + 1 + end);                                 // mean rank of equal scores, counted from 1
            for (var i = first; i < end; i++)
            {
                if (!positive[order[i]]) continue;
                rankSum += rank;
                positives++;
            }
        }
        var negatives = scores.Length - positives;
        return positives == 0 || negatives == 0 ? double.NaN : (rankSum - positives * (positives + 1) / 2) / (positives * negatives);
    }

    /// <summary>Mean over the classes of each one's area against the rest (macro average).</summary>
    /// <remarks>A class that no row or every row is of does not count.</remarks>
    /// <param name="probabilities">Row-major <c>[rows, width]</c>; any scores that rank will do.</param>
    /// <param name="width">Number of classes.</param>
    /// <param name="actual">True class of each row.</param>
    /// <returns>In [0, 1]; NaN when no class counts.</returns>
    /// <exception cref="ArgumentException">The lengths do not fit together.</exception>
    public static double OneVersusRest(ReadOnlySpan<double> probabilities, int width, ReadOnlySpan<long> actual)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (probabilities.Length != actual.Length * width)
            throw new ArgumentException($"AreaUnderCurve: {probabilities.Length} probabilities for {actual.Length} rows of {width}.", nameof(probabilities));
        var (scores, positive) = (new double[actual.Length], new bool[actual.Length]);
        var (sum, counted) = (0.0, 0);
        for (var k = 0; k < width; k++)
        {
            for (var row = 0; row < actual.Length; row++) (scores[row], positive[row]) = (probabilities[row * width + k], actual[row] == k);
            if (Binary(scores, positive) is var area && double.IsNaN(area)) continue;
            (sum, counted) = (sum + area, counted + 1);
        }
        return counted == 0 ? double.NaN : sum / counted;
    }
}
