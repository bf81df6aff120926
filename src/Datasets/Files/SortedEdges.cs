using System.Runtime.CompilerServices;
using GraphSeq.Graph;

namespace GraphSeq.Datasets;

/// <summary>Edges in row order, by target and then source; equal ones become one whose features are the sum of theirs, unless they are to be kept.</summary>
/// <param name="RowPtr">Offsets of each target's entries.</param>
/// <param name="Source">Source of each entry.</param>
/// <param name="Features">Row-major features of each entry; null when edges have none.</param>
/// <param name="Merged">Edges merged into an equal one.</param>
internal sealed record SortedEdges(int[] RowPtr, int[] Source, float[]? Features, int Merged)
{
    /// <summary>Adds the features of an edge to those of its entry.</summary>
    public delegate void FeatureAdder(Span<float> features, int edge);

    public static SortedEdges Build(int[] source, int[] target, int numNodes, int numFeatures, FeatureAdder addFeatures, bool keepDuplicates)
    {
        var csr = Csr.FromEdges(target, source, numNodes, numNodes);
        var entryOf = keepDuplicates ? null : MergedPositions(csr);
        var numEntries = entryOf is { Length: > 0 } ? entryOf[^1] + 1 : csr.NumEntries;
        float[]? features = numFeatures == 0 ? null : new float[(long)numEntries * numFeatures];
        if (features is not null)
            for (var e = 0; e < csr.NumEntries; e++)
                addFeatures(features.AsSpan((entryOf?[e] ?? e) * numFeatures, numFeatures), csr.Origin is { } origin ? origin[e] : e);
        var merged = csr.NumEntries - numEntries;
        var (rowPtr, column) = merged > 0 ? Merge(csr, entryOf!, numEntries) : (csr.RowPtr, csr.Column);
        return new SortedEdges(rowPtr, column, features, merged);
    }

    /// <summary>Where each entry goes when equal neighbours become one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int[] MergedPositions(Csr csr)
    {
        var position = new int[csr.NumEntries];
        var at = -1;
        for (var row = 0; row < csr.NumRows; row++)
            for (var e = csr.RowPtr[row]; e < csr.RowPtr[row + 1]; e++)
            {
                if (e == csr.RowPtr[row] || csr.Column[e] != csr.Column[e - 1]) at++;
                position[e] = at;
            }
        return position;
    }

    private static (int[] RowPtr, int[] Column) Merge(Csr csr, int[] entryOf, int numEntries)
    {
        var (rowPtr, column) = (new int[csr.RowPtr.Length], new int[numEntries]);
        for (var e = 0; e < csr.NumEntries; e++) column[entryOf[e]] = csr.Column[e];
        for (var row = 0; row < csr.NumRows; row++)
        {
            var end = csr.RowPtr[row + 1];
            rowPtr[row + 1] = end == 0 ? 0 : entryOf[end - 1] + 1;
        }
        return (rowPtr, column);
    }
}
