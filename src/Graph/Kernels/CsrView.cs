namespace GraphSeq.Graph.Kernels;

/// <summary>A sparse matrix in compressed rows, seen through borrowed pointers: row r holds the entries <c>[RowPtr[r], RowPtr[r + 1])</c>.</summary>
/// <remarks>
/// <para>Nothing is checked: ids are in range and <c>RowPtr</c> starts at 0 and ascends because whoever made the arrays saw to it.</para>
/// <para>A transposed matrix can use weights that lie in the order of the forward entries: <c>EntryOrder[e]</c> is then the forward position of
/// entry e, and the entry's weight is <c>Weight[EntryOrder[e]]</c>.</para>
/// </remarks>
internal readonly unsafe struct CsrView<T>(int numRows, int numColumns, int* rowPtr, int* col, T* weight = null, int* entryOrder = null)
    where T : unmanaged
{
    /// <summary>Offsets of the rows, <c>[NumRows + 1]</c>.</summary>
    public readonly int* RowPtr = rowPtr;

    /// <summary>Column of each entry, <c>[NumEntries]</c>.</summary>
    public readonly int* Col = col;

    /// <summary>Weight of each entry, <c>[NumEntries]</c> or <c>[NumEntries, heads]</c>; null stands for ones.</summary>
    public readonly T* Weight = weight;

    /// <summary>Position of each entry's weight, <c>[NumEntries]</c>; null where weights lie in the order of the entries.</summary>
    public readonly int* EntryOrder = entryOrder;

    /// <summary>Number of rows.</summary>
    public readonly int NumRows = numRows;

    /// <summary>Number of columns.</summary>
    public readonly int NumColumns = numColumns;

    /// <summary>Number of entries.</summary>
    public int NumEntries => RowPtr[NumRows];
}
