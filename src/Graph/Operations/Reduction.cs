namespace GraphSeq.Graph;

/// <summary>How rows that fall together become one (PyG: <c>reduce</c>). Where there is no row the result is 0, for <see cref="Mul"/> 1.</summary>
public enum Reduction
{
    /// <summary>Their sum (PyG: <c>sum</c> or <c>add</c>).</summary>
    Sum,

    /// <summary>Their mean.</summary>
    Mean,

    /// <summary>The smallest, column by column.</summary>
    Min,

    /// <summary>The largest, column by column.</summary>
    Max,

    /// <summary>Their product.</summary>
    Mul,

    /// <summary>One of them: the last.</summary>
    Any,
}
