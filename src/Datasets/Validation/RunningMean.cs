using System.Globalization;

namespace GraphSeq.Datasets;

/// <summary>The mean of those texts that are finite numbers; 0 where none is.</summary>
internal sealed class RunningMean
{
    private double _sum;
    private long _count;

    public void Add(string text)
    {
        if (!TryParse(text, out var value)) return;
        _sum += value;
        _count++;
    }

    /// <summary>Whether the text is a number that float32 can hold.</summary>
    public static bool TryParse(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && float.IsFinite((float)value);

    public override string ToString() => ((float)(_count == 0 ? 0 : _sum / _count)).ToString("R", CultureInfo.InvariantCulture);
}
