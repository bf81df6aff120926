namespace GraphSeq.Datasets;

/// <summary>Rows of target values that are looked up where they lie instead of being stored side by side.</summary>
internal interface ITargetRows
{
    /// <summary>Number of rows.</summary>
    int Count { get; }

    /// <summary>Copies one row.</summary>
    void CopyRow(int row, Span<float> to);
}
