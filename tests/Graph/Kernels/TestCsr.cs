using System.Numerics;
using GraphSeq.Graph.Kernels;

namespace GraphSeq.Tests.Graph.Kernels;

/// <summary>A random sparse matrix with empty rows and duplicated entries, and its transpose.</summary>
/// <remarks>Views can claim to have many more columns than there are: kernels then ask ahead for what they gather, as they do in large graphs.</remarks>
internal sealed unsafe class TestCsr<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int ManyColumns = int.MaxValue;

    public TestCsr(int numRows, int numColumns, int numEntries, int seed, int heads = 1)
    {
        var random = new Random(seed);
        var rows = new int[numEntries];
        var columns = new int[numEntries];
        for (var e = 0; e < numEntries; e++)
        {
            var isDuplicate = e > 0 && e % 7 == 0;
            rows[e] = isDuplicate ? rows[e - 1] : random.Next(numRows);
            if (rows[e] % 5 == 3 && numRows > 5) rows[e]--;
            columns[e] = isDuplicate ? columns[e - 1] : random.Next(numColumns);
        }
        (NumRows, NumColumns, NumEntries) = (numRows, numColumns, numEntries);
        Array.Sort(rows, columns);
        RowPtr = Offsets(rows, numRows);
        Row = PinnedArray.Of<int>(rows);
        Col = PinnedArray.Of<int>(columns);
        Weight = PinnedArray.Random<T>(numEntries * heads, seed + 1);
        var order = Enumerable.Range(0, numEntries).OrderBy(e => columns[e]).ToArray();
        TransposedOrder = PinnedArray.Of<int>(order);
        TransposedCol = PinnedArray.Of<int>(order.Select(e => rows[e]).ToArray());
        TransposedRowPtr = Offsets(order.Select(e => columns[e]).ToArray(), numColumns);
    }

    public int NumRows { get; }

    public int NumColumns { get; }

    public int NumEntries { get; }

    public PinnedArray<int> RowPtr { get; }

    public PinnedArray<int> Row { get; }

    public PinnedArray<int> Col { get; }

    public PinnedArray<T> Weight { get; }

    public PinnedArray<int> TransposedRowPtr { get; }

    public PinnedArray<int> TransposedCol { get; }

    public PinnedArray<int> TransposedOrder { get; }

    public CsrView<T> View(bool weighted = true, bool claimsMany = false) =>
        new(NumRows, claimsMany ? ManyColumns : NumColumns, RowPtr, Col, weighted ? Weight.Pointer : null);

    public CsrView<T> TransposedView(bool weighted = true, bool claimsMany = false) =>
        new(NumColumns, claimsMany ? ManyColumns : NumRows, TransposedRowPtr, TransposedCol, weighted ? Weight.Pointer : null, TransposedOrder);

    private static PinnedArray<int> Offsets(int[] sortedRows, int numRows)
    {
        var offsets = new PinnedArray<int>(numRows + 1);
        foreach (var row in sortedRows) offsets[row + 1]++;
        for (var r = 0; r < numRows; r++) offsets[r + 1] += offsets[r];
        return offsets;
    }
}
