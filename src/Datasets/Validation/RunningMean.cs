using System.Globalization;

namespace GraphSeq.Datasets;

/// <summary>The mean of those texts that are finite numbers; 0 where none is.</summary>
internal sealed class RunningMean
{
    private double _sum;
    private long _count;

    /// <summary>One for each column in which a number is to be replaced.</summary>
    public static Dictionary<int, RunningMean> ForColumns(IReadOnlyDictionary<long, List<Fix>> fixes) => fixes.Values.SelectMany(list => list)
        .Where(fix => fix.Kind == FixKind.Mean).Select(fix => fix.Column).Distinct().ToDictionary(column => column, _ => new RunningMean());

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
