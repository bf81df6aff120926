using System.Numerics;

namespace GraphSeq.Graph;

/// <summary>Computes <see cref="AdjacencyForm"/>s: structure once, weights in double precision.</summary>
internal static class AdjacencyDerivation
{
    /// <summary>Marks an added self-loop in <see cref="SparseAdjacency.EdgeId"/>.</summary>
    public const int AddedLoop = -1;

    /// <summary>The entries that the form has, with the entry of the source each stands for (<see cref="AddedLoop"/> for an added self-loop).</summary>
    /// <param name="source">The entries to start from.</param>
    /// <param name="loops">What happens to self-loops.</param>
    /// <param name="numColumns">Number of columns: a row beyond it can have no loop.</param>
    public static Csr Structure(Csr source, SelfLoops loops, int numColumns)
    {
        if (loops == SelfLoops.Keep) return source with { Origin = null };
        var rowPtr = new int[source.RowPtr.Length];
        for (var pass = 0; ; pass++)
        {
            var column = pass == 0 ? [] : new int[rowPtr[^1]];
            var origin = pass == 0 ? [] : new int[rowPtr[^1]];
            var count = 0;
            for (var r = 0; r < source.NumRows; r++)
            {
                var treatment = r < numColumns ? loops : SelfLoops.Remove;
                count += Emit(source, r, treatment, pass == 0 ? default : column.AsSpan(count), pass == 0 ? default : origin.AsSpan(count));
                rowPtr[r + 1] = count;
            }
            if (pass == 1) return new Csr(rowPtr, column, origin);
        }
    }

    /// <summary>Weights of the form's entries.</summary>
    public static double[] Weights<T>(Csr form, ReadOnlySpan<T> sourceWeight, AdjacencyForm definition) where T : unmanaged, INumberBase<T>
    {
        var weights = new double[form.NumEntries];
        for (var e = 0; e < weights.Length; e++)
        {
            var origin = form.Origin is null ? e : form.Origin[e];
            weights[e] = definition.Scaling == AdjacencyScaling.Mean ? 1 : origin == AddedLoop ? definition.LoopFill
                : sourceWeight.IsEmpty ? 1 : double.CreateTruncating(sourceWeight[origin]);
        }
        if (definition.Scaling == AdjacencyScaling.None) return weights;

        var power = definition.Scaling == AdjacencyScaling.Symmetric ? -0.5 : -1;
        var scale = new double[form.NumRows];
        for (var r = 0; r < scale.Length; r++)
        {
            var degree = 0.0;
            for (var e = form.RowPtr[r]; e < form.RowPtr[r + 1]; e++) degree += weights[e];
            scale[r] = degree == 0 ? 0 : Math.Pow(degree, power);
        }
        for (var r = 0; r < scale.Length; r++)
            for (var e = form.RowPtr[r]; e < form.RowPtr[r + 1]; e++)
                weights[e] *= scale[r] * (definition.Scaling == AdjacencyScaling.Symmetric ? scale[form.Column[e]] : 1);
        return weights;
    }

    /// <summary>Writes one row of the form (into nothing when the spans are empty) and returns its length; columns stay sorted.</summary>
    private static int Emit(Csr source, int row, SelfLoops loops, Span<int> column, Span<int> origin)
    {
        var count = 0;
        var (from, to) = (source.RowPtr[row], source.RowPtr[row + 1]);
        var lastLoop = AddedLoop;                                       // equal columns keep the order of the edges
        for (var e = from; e < to; e++)
            if (source.Column[e] == row) lastLoop = e;
        var pending = loops is SelfLoops.Add or SelfLoops.AddRemaining or SelfLoops.Replace;
        for (var e = from; e <= to; e++)
        {
            if (pending && (e == to || source.Column[e] > row || (source.Column[e] == row && loops != SelfLoops.Add)))
            {
                Put(row, loops == SelfLoops.AddRemaining ? lastLoop : AddedLoop, column, origin);
                pending = false;
            }
            if (e == to || (source.Column[e] == row && loops != SelfLoops.Add)) continue;
            Put(source.Column[e], e, column, origin);
        }
        return count;

        void Put(int value, int entry, Span<int> columns, Span<int> origins)
        {
            if (!columns.IsEmpty) (columns[count], origins[count]) = (value, entry);
            count++;
        }
    }
}
