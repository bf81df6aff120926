using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using GraphSeq.Graph.Kernels.Simd;

namespace GraphSeq.Graph.Kernels;

/// <summary>The dense product on the calling thread: tiles of six rows by one to four vectors stay in registers over the whole depth,
/// tiles of four where six do not divide the rows.</summary>
/// <remarks>Each element of the result adds its products in the order of the depth, whatever tile or vector width it falls into. The tiles are written
/// out row by row because only sums in locals of their own stay in registers.</remarks>
internal static unsafe class GemmCore
{
    /// <summary>Rows of A in a tile; any even number of rows from 8 on is whole tiles of six and four.</summary>
    public const int TileRows = 6;

    private const int SmallTileRows = 4;

    /// <summary><c>C[i, j] (+)= sum over d of A(i, d) * B[d, j]</c>, then bias and ReLU as <paramref name="after"/> says.</summary>
    /// <param name="rows">Rows of A and C.</param>
    /// <param name="columns">Columns of B and C.</param>
    /// <param name="depth">Columns of A, rows of B.</param>
    /// <param name="a">A; element (i, d) lies at <c>a[i * aRowStride + d * aDepthStride]</c>, so that a transposed A needs no copy.</param>
    /// <param name="aRowStride">Distance between rows of A.</param>
    /// <param name="aDepthStride">Distance between neighbours in a row of A.</param>
    /// <param name="b">B, its rows contiguous.</param>
    /// <param name="bStride">Distance between rows of B.</param>
    /// <param name="c">C, its rows contiguous; may overlap neither A nor B.</param>
    /// <param name="cStride">Distance between rows of C.</param>
    /// <param name="after">Bias, ReLU, and whether C's old values are added to.</param>
    public static void Multiply<T>(int rows, int columns, int depth, T* a, int aRowStride, int aDepthStride, T* b, int bStride, T* c, int cStride,
        GemmEpilogue<T> after = default) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var operands = new Operands<T>
        {
            Rows = rows,
            Depth = depth,
            A = a,
            ARowStride = aRowStride,
            ADepthStride = aDepthStride,
            B = b,
            BStride = bStride,
            C = c,
            CStride = cStride,
            After = after,
        };
        var column = 0;
        while (column < columns)
        {
            column = SimdSupport.ForWidth<T>(columns - column) switch
            {
                SimdLevel.Vector512 => Panels<Vector512<T>, T, Simd512<T>>(operands, column, columns),
                SimdLevel.Vector256 => Panels<Vector256<T>, T, Simd256<T>>(operands, column, columns),
                SimdLevel.Vector128 => Panels<Vector128<T>, T, Simd128<T>>(operands, column, columns),
                _ => Panels<T, T, SimdScalar<T>>(operands, column, columns),
            };
        }
    }

    /// <summary>Whole vectors of columns from <paramref name="column"/> on; returns the first column left over.</summary>
    private static int Panels<TVector, T, TSimd>(in Operands<T> operands, int column, int columns)
        where TVector : struct where T : unmanaged, IFloatingPointIeee754<T> where TSimd : struct, ISimd<TVector, T>
    {
        if (Vector512.IsHardwareAccelerated)
        {
            for (; column + 4 * TSimd.Count <= columns; column += 4 * TSimd.Count)
                Panel<TVector, T, TSimd, VectorPair<VectorPair<SingleVector<TVector, T, TSimd>, TVector, T, TSimd>, TVector, T, TSimd>>(
                    operands, column);
        }
        for (; column + 2 * TSimd.Count <= columns; column += 2 * TSimd.Count)
            Panel<TVector, T, TSimd, VectorPair<SingleVector<TVector, T, TSimd>, TVector, T, TSimd>>(operands, column);
        for (; column + TSimd.Count <= columns; column += TSimd.Count)
            Panel<TVector, T, TSimd, SingleVector<TVector, T, TSimd>>(operands, column);
        return column;
    }

    private static void Panel<TVector, T, TSimd, TBlock>(in Operands<T> operands, int column)
        where TVector : struct where T : unmanaged, IFloatingPointIeee754<T>
        where TSimd : struct, ISimd<TVector, T> where TBlock : struct, IVectorBlock<TBlock, TVector, T>
    {
        var (row, smallTiles) = (0, SmallTiles(operands.Rows));
        for (; row + TileRows <= operands.Rows - smallTiles * SmallTileRows; row += TileRows) SixRows<TVector, T, TSimd, TBlock>(operands, row, column);
        for (; smallTiles > 0; smallTiles--, row += SmallTileRows) FourRows<TVector, T, TSimd, TBlock>(operands, row, column);
        for (; row < operands.Rows; row++) OneRow<TVector, T, TSimd, TBlock>(operands, row, column);
    }

    /// <summary>Tiles of four that leave a multiple of six of the other rows, but for one at most.</summary>
    private static int SmallTiles(int rows) => (rows % TileRows) switch
    {
        2 or 3 when rows >= 2 * SmallTileRows => 2,
        4 or 5 => 1,
        _ => 0,
    };

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void SixRows<TVector, T, TSimd, TBlock>(in Operands<T> operands, int row, int column)
        where TVector : struct where T : unmanaged, IFloatingPointIeee754<T>
        where TSimd : struct, ISimd<TVector, T> where TBlock : struct, IVectorBlock<TBlock, TVector, T>
    {
        var (depth, depthStride, bStride, cStride) = (operands.Depth, (long)operands.ADepthStride, (long)operands.BStride, (long)operands.CStride);
        T* a0 = operands.A + (long)row * operands.ARowStride, a1 = a0 + operands.ARowStride, a2 = a1 + operands.ARowStride;
        T* a3 = a2 + operands.ARowStride, a4 = a3 + operands.ARowStride, a5 = a4 + operands.ARowStride;
        T* b = operands.B + column, c = operands.C + row * cStride + column;
        var bias = operands.After.Bias == null ? null : operands.After.Bias + column;
        TBlock.Fill(out var c0, TSimd.Zero);
        TBlock.Fill(out var c1, TSimd.Zero);
        TBlock.Fill(out var c2, TSimd.Zero);
        TBlock.Fill(out var c3, TSimd.Zero);
        TBlock.Fill(out var c4, TSimd.Zero);
        TBlock.Fill(out var c5, TSimd.Zero);
        var offset = 0L;
        for (var d = 0; d < depth; d++)
        {
            TBlock.Load(out var rowOfB, b);
            TBlock.ApplyBlock<MultiplyAddOperator>(ref c0, TSimd.Create(a0[offset]), ref rowOfB);
            TBlock.ApplyBlock<MultiplyAddOperator>(ref c1, TSimd.Create(a1[offset]), ref rowOfB);
            TBlock.ApplyBlock<MultiplyAddOperator>(ref c2, TSimd.Create(a2[offset]), ref rowOfB);
            TBlock.ApplyBlock<MultiplyAddOperator>(ref c3, TSimd.Create(a3[offset]), ref rowOfB);
            TBlock.ApplyBlock<MultiplyAddOperator>(ref c4, TSimd.Create(a4[offset]), ref rowOfB);
            TBlock.ApplyBlock<MultiplyAddOperator>(ref c5, TSimd.Create(a5[offset]), ref rowOfB);
            b += bStride;
            offset += depthStride;
        }
        Finish<TVector, T, TSimd, TBlock>(ref c0, operands.After, bias, c);
        Finish<TVector, T, TSimd, TBlock>(ref c1, operands.After, bias, c + cStride);
        Finish<TVector, T, TSimd, TBlock>(ref c2, operands.After, bias, c + 2 * cStride);
        Finish<TVector, T, TSimd, TBlock>(ref c3, operands.After, bias, c + 3 * cStride);
        Finish<TVector, T, TSimd, TBlock>(ref c4, operands.After, bias, c + 4 * cStride);
        Finish<TVector, T, TSimd, TBlock>(ref c5, operands.After, bias, c + 5 * cStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void FourRows<TVector, T, TSimd, TBlock>(in Operands<T> operands, int row, int column)
        where TVector : struct where T : unmanaged, IFloatingPointIeee754<T>
        where TSimd : struct, ISimd<TVector, T> where TBlock : struct, IVectorBlock<TBlock, TVector, T>
    {
        var (depth, depthStride, bStride, cStride) = (operands.Depth, (long)operands.ADepthStride, (long)operands.BStride, (long)operands.CStride);
        T* a0 = operands.A + (long)row * operands.ARowStride, a1 = a0 + operands.ARowStride, a2 = a1 + operands.ARowStride;
        T* a3 = a2 + operands.ARowStride;
        T* b = operands.B + column, c = operands.C + row * cStride + column;
        var bias = operands.After.Bias == null ? null : operands.After.Bias + column;
        TBlock.Fill(out var c0, TSimd.Zero);
        TBlock.Fill(out var c1, TSimd.Zero);
        TBlock.Fill(out var c2, TSimd.Zero);
        TBlock.Fill(out var c3, TSimd.Zero);
        var offset = 0L;
        for (var d = 0; d < depth; d++)
        {
            TBlock.Load(out var rowOfB, b);
            TBlock.ApplyBlock<MultiplyAddOperator>(ref c0, TSimd.Create(a0[offset]), ref rowOfB);
            TBlock.ApplyBlock<MultiplyAddOperator>(ref c1, TSimd.Create(a1[offset]), ref rowOfB);
            TBlock.ApplyBlock<MultiplyAddOperator>(ref c2, TSimd.Create(a2[offset]), ref rowOfB);
            TBlock.ApplyBlock<MultiplyAddOperator>(ref c3, TSimd.Create(a3[offset]), ref rowOfB);
            b += bStride;
            offset += depthStride;
        }
        Finish<TVector, T, TSimd, TBlock>(ref c0, operands.After, bias, c);
        Finish<TVector, T, TSimd, TBlock>(ref c1, operands.After, bias, c + cStride);
        Finish<TVector, T, TSimd, TBlock>(ref c2, operands.After, bias, c + 2 * cStride);
        Finish<TVector, T, TSimd, TBlock>(ref c3, operands.After, bias, c + 3 * cStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void OneRow<TVector, T, TSimd, TBlock>(in Operands<T> operands, int row, int column)
        where TVector : struct where T : unmanaged, IFloatingPointIeee754<T>
        where TSimd : struct, ISimd<TVector, T> where TBlock : struct, IVectorBlock<TBlock, TVector, T>
    {
        var (depth, depthStride, bStride) = (operands.Depth, (long)operands.ADepthStride, (long)operands.BStride);
        T* a = operands.A + (long)row * operands.ARowStride, b = operands.B + column, c = operands.C + (long)row * operands.CStride + column;
        var bias = operands.After.Bias == null ? null : operands.After.Bias + column;
        TBlock.Fill(out var sum, TSimd.Zero);
        for (var d = 0; d < depth; d++)
        {
            TBlock.Apply<MultiplyAddOperator>(ref sum, TSimd.Create(*a), b);
            a += depthStride;
            b += bStride;
        }
        Finish<TVector, T, TSimd, TBlock>(ref sum, operands.After, bias, c);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish<TVector, T, TSimd, TBlock>(ref TBlock sum, in GemmEpilogue<T> after, T* bias, T* c)
        where TVector : struct where T : unmanaged where TSimd : struct, ISimd<TVector, T> where TBlock : struct, IVectorBlock<TBlock, TVector, T>
    {
        if (bias != null) TBlock.Apply<AddOperator>(ref sum, TSimd.Zero, bias);
        if (after.Accumulate) TBlock.Apply<AddOperator>(ref sum, TSimd.Zero, c);
        if (after.Relu) TBlock.ApplyBlock<ReluOperator>(ref sum, TSimd.Zero, ref sum);
        TBlock.Store(ref sum, c);
    }

    private struct Operands<T> where T : unmanaged
    {
        public int Rows;
        public int Depth;
        public T* A;
        public int ARowStride;
        public int ADepthStride;
        public T* B;
        public int BStride;
        public T* C;
        public int CStride;
        public GemmEpilogue<T> After;
    }
}
