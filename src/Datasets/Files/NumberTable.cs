namespace GraphSeq.Datasets;

/// <summary>The numbers of a text file without header, one row a line.</summary>
/// <param name="Path">How errors name the file.</param>
/// <param name="Values">Row-major values, <c>[Rows, Columns]</c>.</param>
/// <param name="Rows">Number of rows.</param>
/// <param name="Columns">Values in each row.</param>
/// <param name="CommentLines">Lines skipped as comments, ascending, counted from 1.</param>
internal sealed record NumberTable<T>(string Path, T[] Values, int Rows, int Columns, IReadOnlyList<int> CommentLines) where T : unmanaged
{
    /// <summary>The line a row stands on, counted from 1.</summary>
    public long LineOf(int row)
    {
        var line = row + 1L;
        foreach (var comment in CommentLines)
            if (comment <= line) line++;
        return line;
    }

    /// <summary>An error at a row.</summary>
    public DatasetFormatException ErrorAt(int row, string problem) => new(Path, LineOf(row), problem);
}
