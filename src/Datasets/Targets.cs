namespace GraphSeq.Datasets;

/// <summary>The targets of a data set: a class or a row of values per graph or per node.</summary>
public sealed class Targets
{
    private readonly long[]? _classes;
    private readonly float[]? _values;

    private Targets(TaskKind task, TargetLevel level, long[]? classes, float[]? values, int width, IReadOnlyList<string> names)
    {
        (Task, Level, _classes, _values, Width, Names) = (task, level, classes, values, width, names);
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

    /// <summary>Number of rows.</summary>
    public int Count => _classes?.Length ?? (Width == 0 ? 0 : _values!.Length / Width);

    /// <summary>Class of each row, in <c>[0, Width)</c>; empty unless <see cref="Task"/> is <see cref="TaskKind.Classification"/>.</summary>
    public ReadOnlySpan<long> Classes => _classes;

    /// <summary>Values in row-major order, <c>[Count, Width]</c>; empty for single-label classification.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>One class per row.</summary>
    /// <param name="classes">Classes in <c>[0, names.Count)</c>; not copied.</param>
    /// <param name="names">The classes' names, in order.</param>
    /// <param name="level">What a row belongs to.</param>
    /// <exception cref="ArgumentException">A class is out of range.</exception>
    public static Targets OfClasses(long[] classes, IReadOnlyList<string> names, TargetLevel level = TargetLevel.Graph)
    {
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentNullException.ThrowIfNull(names);
        for (var i = 0; i < classes.Length; i++)
            if (classes[i] < 0 || classes[i] >= names.Count)
                throw new ArgumentException($"Targets: class {classes[i]} of row {i} is not in [0, {names.Count}).", nameof(classes));
        return new Targets(TaskKind.Classification, level, classes, null, names.Count, names);
    }

    /// <summary>A row of values (regression) or of 0 and 1 (multi-label).</summary>
    /// <param name="values">Row-major values; not copied.</param>
    /// <param name="names">The columns' names; as many as there are values in a row.</param>
    /// <param name="level">What a row belongs to.</param>
    /// <param name="multiLabel">True when the values are 0 or 1 and mean membership.</param>
    /// <exception cref="ArgumentException">The values do not fill whole rows, or a multi-label value is neither 0 nor 1.</exception>
    public static Targets OfValues(float[] values, IReadOnlyList<string> names, TargetLevel level = TargetLevel.Graph, bool multiLabel = false)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(names);
        if (names.Count == 0 || values.Length % names.Count != 0)
            throw new ArgumentException($"Targets: {values.Length} values do not fill rows of {names.Count}.", nameof(values));
        if (multiLabel && Array.FindIndex(values, v => v is not (0 or 1)) is var wrong and >= 0)
            throw new ArgumentException($"Targets: value {values[wrong]} at position {wrong} must be 0 or 1 for several labels.", nameof(values));
        return new Targets(multiLabel ? TaskKind.MultiLabelClassification : TaskKind.Regression, level, null, values, names.Count, names);
    }
}
