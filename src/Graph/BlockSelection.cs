using System.Numerics;

namespace GraphSeq.Graph;

/// <summary>Some blocks of a block-diagonal adjacency, and how its arrays become theirs: stretches are copied and shifted, nothing is sorted.</summary>
/// <param name="Source">The block-diagonal adjacency.</param>
/// <param name="Blocks">Block numbers, in the order wanted; one may come twice.</param>
/// <param name="BlockPtr">First node of each block and, last, the number of nodes.</param>
internal sealed record BlockSelection(SparseAdjacency Source, int[] Blocks, int[] BlockPtr)
{
    /// <summary>Nodes in the blocks.</summary>
    public int NumRows { get; } = Blocks.Sum(b => BlockPtr[b + 1] - BlockPtr[b]);

    /// <summary>The blocks' rows, without origins.</summary>
    /// <param name="source">The source's rows, or those of its transpose.</param>
    public Csr Rows(Csr source)
    {
        var numEntries = CountEntries(source.RowPtr);
        var rowPtr = GC.AllocateUninitializedArray<int>(NumRows + 1);
        var column = GC.AllocateUninitializedArray<int>(numEntries);
        var (row, entry) = (0, 0);
        foreach (var b in Blocks)
        {
            var (firstRow, rows) = (BlockPtr[b], BlockPtr[b + 1] - BlockPtr[b]);
            var (first, count) = EntriesOf(b, source.RowPtr);
            CopyShifted(source.RowPtr.AsSpan(firstRow, rows), rowPtr.AsSpan(row, rows), entry - first);
            CopyShifted(source.Column.AsSpan(first, count), column.AsSpan(entry, count), row - firstRow);
            (row, entry) = (row + rows, entry + count);
        }
        rowPtr[NumRows] = numEntries;
        return new Csr(rowPtr, column, null);
    }

    /// <summary>The blocks' origins, null where the source has none. They number entries of <paramref name="numbering"/> and shift with its blocks;
    /// an added loop's stays as it is.</summary>
    /// <param name="source">The source's rows, or those of its transpose.</param>
    /// <param name="numbering">The rows whose entries are numbered.</param>
    public int[]? Origins(Csr source, Csr? numbering)
    {
        if (source.Origin is not { } all || numbering is not { } numbers) return null;
        var origins = GC.AllocateUninitializedArray<int>(CountEntries(source.RowPtr));
        var (at, numbered) = (0, 0);
        foreach (var b in Blocks)
        {
            var (first, count) = EntriesOf(b, source.RowPtr);
            var (firstNumber, numbersHere) = EntriesOf(b, numbers.RowPtr);
            var shift = numbered - firstNumber;
            foreach (var origin in all.AsSpan(first, count)) origins[at++] = origin == AdjacencyDerivation.AddedLoop ? origin : origin + shift;
            numbered += numbersHere;
        }
        return origins;
    }

    /// <summary>The blocks' stretches of an array with one value per entry of the source.</summary>
    public T[] Stretches<T>(T[] perEntry)
    {
        var rowPtr = Source.Rows.RowPtr;
        var result = GC.AllocateUninitializedArray<T>(CountEntries(rowPtr));
        var at = 0;
        foreach (var b in Blocks)
        {
            var (first, count) = EntriesOf(b, rowPtr);
            perEntry.AsSpan(first, count).CopyTo(result.AsSpan(at));
            at += count;
        }
        return result;
    }

    /// <summary>Number of entries that the blocks have in rows of the source's shape.</summary>
    public int CountEntries(ReadOnlySpan<int> rowPtr)
    {
        var count = 0;
        foreach (var b in Blocks) count += EntriesOf(b, rowPtr).Count;
        return count;
    }

    private (int First, int Count) EntriesOf(int block, ReadOnlySpan<int> rowPtr)
    {
        var first = rowPtr[BlockPtr[block]];
        return (first, rowPtr[BlockPtr[block + 1]] - first);
    }

    private static void CopyShifted(ReadOnlySpan<int> from, Span<int> to, int shift)
    {
        var (i, shifts) = (0, new Vector<int>(shift));
        for (; i + Vector<int>.Count <= from.Length; i += Vector<int>.Count) (new Vector<int>(from[i..]) + shifts).CopyTo(to[i..]);
        for (; i < from.Length; i++) to[i] = from[i] + shift;
    }
}
