namespace GraphSeq.Datasets;

/// <summary>The targets of a data set: a class or a row of values per graph, node or step. Some may be missing; neither losses nor metrics count
/// them.</summary>
public sealed class Targets
{
    /// <summary>Stands for a class that is missing.</summary>
    public const long MissingClass = -1;

    private readonly long[]? _classes;
    private readonly ITargetRows? _rows;
    private float[]? _values;

    private Targets(
        TaskKind task, TargetLevel level, long[]? classes, float[]? values, int width, IReadOnlyList<string> names, bool hasMissing = false,
        ITargetRows? rows = null)
    {
        (Task, Level, _classes, _values, Width, Names, HasMissing, _rows) = (task, level, classes, values, width, names, hasMissing, rows);
    }

    /// <summary>No targets.</summary>
    public static Targets None { get; } = new(TaskKind.None, TargetLevel.Graph, null, null, 0, []);

    /// <summary>What is asked for.</summary>
    public TaskKind Task { get; }

    /// <summary>What a row belongs to.</summary>
    public TargetLevel Level { get; }

    /// <summary>Outputs a model needs: classes, labels or values per row.</summary>
    public int Width { get; }

    /// <summary>Classes as the files name them, or the values' names; <see cref="Width"/> of them.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>True when targets may be missing: <see cref="MissingClass"/> among classes, NaN among values.</summary>
    public bool HasMissing { get; }

    /// <summary>Number of rows.</summary>
    public int Count => _classes?.Length ?? _rows?.Count ?? (Width == 0 ? 0 : _values!.Length / Width);

    /// <summary>Class of each row, in <c>[0, Width)</c>, or <see cref="MissingClass"/>; empty unless <see cref="Task"/> is <see cref="TaskKind.Classification"/>.</summary>
    public ReadOnlySpan<long> Classes => _classes;

    /// <summary>Values in row-major order, <c>[Count, Width]</c>, NaN where missing; empty for single-label classification. Those of overlapping windows are
    /// put side by side when first asked for; <see cref="CopyRow"/> does without.</summary>
    public ReadOnlySpan<float> Values => _values ??= _rows is null ? null : Gather(_rows);

    /// <summary>Copies the values of a row.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <param name="to">Gets <see cref="Width"/> values.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public void CopyRow(int row, Span<float> to)
    {
        if ((uint)row >= (uint)Count) throw new ArgumentOutOfRangeException(nameof(row), row, $"There are {Count} rows.");
        if (_values is null && _rows is not null) _rows.CopyRow(row, to);
        else _values.AsSpan(row * Width, Width).CopyTo(to);
    }

    /// <summary>One class per row.</summary>
    /// <param name="classes">Classes in <c>[0, names.Count)</c>; not copied.</param>
    /// <param name="names">The classes' names, in order.</param>
    /// <param name="level">What a row belongs to.</param>
    /// <param name="hasMissing">Allows <see cref="MissingClass"/>.</param>
    /// <exception cref="ArgumentException">A class is out of range.</exception>
    public static Targets OfClasses(long[] classes, IReadOnlyList<string> names, TargetLevel level = TargetLevel.Graph, bool hasMissing = false)
    {
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentNullException.ThrowIfNull(names);
        for (var i = 0; i < classes.Length; i++)
            if ((classes[i] < 0 || classes[i] >= names.Count) && !(hasMissing && classes[i] == MissingClass))
                throw new ArgumentException($"Targets: class {classes[i]} of row {i} is not in [0, {names.Count}).", nameof(classes));
        return new Targets(TaskKind.Classification, level, classes, null, names.Count, names, hasMissing);
    }

    /// <summary>A row of values (regression) or of 0 and 1 (multi-label).</summary>
    /// <param name="values">Row-major values; not copied.</param>
    /// <param name="names">The columns' names; as many as there are values in a row.</param>
    /// <param name="level">What a row belongs to.</param>
    /// <param name="multiLabel">True when the values are 0 or 1 and mean membership.</param>
    /// <param name="hasMissing">Regression: NaN stands for a value that is missing.</param>
    /// <exception cref="ArgumentException">The values do not fill whole rows, or a multi-label value is neither 0 nor 1, or one is to be missing.</exception>
    public static Targets OfValues(
        float[] values, IReadOnlyList<string> names, TargetLevel level = TargetLevel.Graph, bool multiLabel = false, bool hasMissing = false)
    {
        if (multiLabel && hasMissing) throw new ArgumentException("Targets: labels of several classes at once cannot be missing.", nameof(hasMissing));
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(names);
        if (names.Count == 0 || values.Length % names.Count != 0)
            throw new ArgumentException($"Targets: {values.Length} values do not fill rows of {names.Count}.", nameof(values));
        if (multiLabel && Array.FindIndex(values, v => v is not (0 or 1)) is var wrong and >= 0)
            throw new ArgumentException($"Targets: value {values[wrong]} at position {wrong} must be 0 or 1 for several labels.", nameof(values));
        return new Targets(multiLabel ? TaskKind.MultiLabelClassification : TaskKind.Regression, level, null, values, names.Count, names, hasMissing);
    }

    /// <summary>Values that are looked up row by row where they lie; NaN where missing.</summary>
    internal static Targets OfSlices(ITargetRows rows, IReadOnlyList<string> names, TargetLevel level) =>
        new(TaskKind.Regression, level, null, null, names.Count, names, hasMissing: true, rows);

    private float[] Gather(ITargetRows rows)
    {
        var values = new float[checked(rows.Count * Width)];
        for (var row = 0; row < rows.Count; row++) rows.CopyRow(row, values.AsSpan(row * Width, Width));
        return values;
    }
}
