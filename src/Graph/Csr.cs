using System.Runtime.CompilerServices;

namespace GraphSeq.Graph;

/// <summary>Compressed sparse rows: row <c>r</c> holds the entries <c>[RowPtr[r], RowPtr[r + 1])</c>, sorted by column.</summary>
/// <param name="RowPtr">Offsets, one more than there are rows.</param>
/// <param name="Column">Column of each entry.</param>
/// <param name="Origin">For each entry, its position in what it was built from; null when that is the entry's own position.</param>
internal readonly record struct Csr(int[] RowPtr, int[] Column, int[]? Origin)
{
    public int NumRows => RowPtr.Length - 1;

    public int NumEntries => Column.Length;

    /// <summary>Sorts edges by row, then by column, keeping the order of equal edges: two counting sorts, O(rows + edges).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Csr FromEdges(ReadOnlySpan<int> row, ReadOnlySpan<int> column, int numRows, int numColumns)
    {
        if (IsSorted(row, column)) return new Csr(PointersOf(row, numRows), column.ToArray(), null);
        var byColumn = CountingSort(column, numColumns);
        var rowsByColumn = new int[row.Length];
        for (var i = 0; i < byColumn.Order.Length; i++) rowsByColumn[i] = row[byColumn.Order[i]];
        var byRow = CountingSort(rowsByColumn, numRows);
        var origin = byRow.Order;
        var sortedColumn = new int[row.Length];
        for (var i = 0; i < origin.Length; i++)
        {
            origin[i] = byColumn.Order[origin[i]];
            sortedColumn[i] = column[origin[i]];
        }
        return new Csr(byRow.Ptr, sortedColumn, origin);
    }

    /// <summary>The transpose; its <see cref="Origin"/> says which entry here each of its entries is.</summary>
    public Csr Transposed(int numColumns)
    {
        var (ptr, order) = CountingSort(Column, numColumns);
        var rowOfEntry = ExpandRows();
        var column = new int[order.Length];
        for (var i = 0; i < order.Length; i++) column[i] = rowOfEntry[order[i]];
        return new Csr(ptr, column, order);
    }

    /// <summary>The row of every entry.</summary>
    public int[] ExpandRows()
    {
        var rows = new int[Column.Length];
        for (var r = 0; r < NumRows; r++) rows.AsSpan(RowPtr[r], RowPtr[r + 1] - RowPtr[r]).Fill(r);
        return rows;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool IsSorted(ReadOnlySpan<int> row, ReadOnlySpan<int> column)
    {
        for (var i = 1; i < row.Length; i++)
            if (row[i] < row[i - 1] || (row[i] == row[i - 1] && column[i] < column[i - 1])) return false;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int[] PointersOf(ReadOnlySpan<int> keys, int numKeys)
    {
        var ptr = new int[numKeys + 1];
        foreach (var key in keys) ptr[key + 1]++;
        for (var k = 0; k < numKeys; k++) ptr[k + 1] += ptr[k];
        return ptr;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (int[] Ptr, int[] Order) CountingSort(ReadOnlySpan<int> keys, int numKeys)
    {
        var ptr = PointersOf(keys, numKeys);
        var next = ptr.AsSpan(0, numKeys).ToArray();
        var order = new int[keys.Length];
        for (var i = 0; i < keys.Length; i++) order[next[keys[i]]++] = i;
        return (ptr, order);
    }
}
