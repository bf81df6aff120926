using System.Numerics;
using GraphSeq.Graph.Kernels;

namespace GraphSeq.Graph.Autograd;

/// <summary>An adjacency with its constant weights times rows, on plain memory.</summary>
internal static unsafe class SparseProduct
{
    /// <summary><c>y = after(A x)</c>.</summary>
    /// <param name="edges">A.</param>
    /// <param name="x">Rows of the sources, <c>[edges.NumSources, width]</c>.</param>
    /// <param name="y">Rows of the targets, <c>[edges.NumNodes, width]</c>; overlaps nothing that is read.</param>
    /// <param name="width">Columns.</param>
    /// <param name="after">What is done to a row's sum before it is written.</param>
    public static void Multiply<T>(SparseAdjacency edges, T* x, T* y, int width, SpmmEpilogue<T> after = default)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Run(edges.Rows.RowPtr, edges.Rows.Column, edges.WeightsOf<T>(), null, edges.NumSources, x, y, width, after);

    /// <summary><c>y = after(A^T x)</c>, the backward pass of <see cref="Multiply{T}(SparseAdjacency, T*, T*, int, SpmmEpilogue{T})"/>.</summary>
    /// <inheritdoc cref="Multiply{T}(SparseAdjacency, T*, T*, int, SpmmEpilogue{T})" path="/param"/>
    public static void MultiplyTransposed<T>(SparseAdjacency edges, T* x, T* y, int width, SpmmEpilogue<T> after = default)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float))
        {
            var (rowPtr, column, weight) = edges.TransposeForConstantWeights();
            Run(rowPtr, column, (T[]?)(object?)weight, null, edges.NumNodes, x, y, width, after);
            return;
        }
        var transpose = edges.Transpose();
        Run(transpose.RowPtr, transpose.Column, edges.WeightsOf<T>(), transpose.Origin, edges.NumNodes, x, y, width, after);
    }

    /// <summary>A product with rows given as arrays; <paramref name="entryOrder"/> says where an entry's weight lies, null for its own place.</summary>
    public static void Run<T>(
        int[] rowPtr, int[] column, T[]? weight, int[]? entryOrder, int numColumns, T* x, T* y, int width, in SpmmEpilogue<T> after)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        fixed (int* ptr = rowPtr, col = column, order = entryOrder)
        fixed (T* w = weight)
            SpmmKernel.Invoke(new CsrView<T>(rowPtr.Length - 1, numColumns, ptr, col, w, w == null ? null : order), x, y, width, after);
    }
}
