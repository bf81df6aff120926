using System.Numerics;
using System.Runtime.CompilerServices;
using GraphSeq.Graph.Kernels.Simd;

namespace GraphSeq.Graph.Kernels;

/// <summary>The attention of a graph attention layer in one pass over the entries each way: scores
/// <c>s[e, h] = leakyRelu(source[col[e], h] + target[row(e), h] + edge[e, h])</c>, coefficients <c>softmax</c> over each row, and
/// <c>y[r, h, :] = sum over e in row r of coefficient[e, h] * x[col[e], h, :]</c>.</summary>
/// <remarks><see href="https://arxiv.org/abs/1710.10903">P. Velickovic et al., "Graph Attention Networks", 2018</see>, eq. (1) to (4).
/// The forward pass keeps the coefficients for the backward pass; the sign of a score is worked out again.</remarks>
internal static unsafe class AttentionKernel
{
    /// <summary>Writes coefficients and result.</summary>
    /// <param name="scores">The matrix and what scores are made of.</param>
    /// <param name="x">Rows to be summed, <c>[numColumns, heads, channels]</c>.</param>
    /// <param name="coefficient">Result, <c>[numEntries, heads]</c>.</param>
    /// <param name="y">Result, <c>[numRows, heads, channels]</c>; zero where a row has no entries.</param>
    /// <param name="channels">Values per head.</param>
    public static void Forward<T>(in AttentionScores<T> scores, T* x, T* coefficient, T* y, int channels)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (scores.A.NumRows == 0 || scores.Heads == 0) return;
        var body = new ForwardChunks<T> { Scores = scores, X = x, Coefficient = coefficient, Y = y, Channels = channels };
        ThreadTeam.Run(ref body, ChunkCount(scores, channels));
    }

    /// <summary>Writes the gradients of a forward pass's inputs; <c>gradScore</c> is the gradient of the edge part as well.</summary>
    /// <param name="scores">As in the forward pass.</param>
    /// <param name="transposed">The transposed matrix; its <c>EntryOrder</c> gives forward positions, its weights are not looked at.</param>
    /// <param name="x">As in the forward pass.</param>
    /// <param name="coefficient">The forward pass's coefficients.</param>
    /// <param name="gradY">Gradient of the result, <c>[numRows, heads, channels]</c>.</param>
    /// <param name="gradX">Result, <c>[numColumns, heads, channels]</c>.</param>
    /// <param name="gradSource">Result, <c>[numColumns, heads]</c>.</param>
    /// <param name="gradTarget">Result, <c>[numRows, heads]</c>.</param>
    /// <param name="gradScore">Result, <c>[numEntries, heads]</c>: the gradient of the sum inside the leaky ReLU.</param>
    /// <param name="channels">Values per head.</param>
    public static void Backward<T>(in AttentionScores<T> scores, in CsrView<T> transposed, T* x, T* coefficient, T* gradY,
        T* gradX, T* gradSource, T* gradTarget, T* gradScore, int channels) where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (scores.Heads == 0) return;
        var byRow = new BackwardByRow<T>
        {
            Scores = scores,
            X = x,
            GradY = gradY,
            Channels = channels,
            Rows = new ScoreGradientRows<T> { Scores = scores, Coefficient = coefficient, Gradient = gradScore, GradTarget = gradTarget },
        };
        if (scores.A.NumRows > 0) ThreadTeam.Run(ref byRow, ChunkCount(scores, channels));
        if (transposed.NumRows == 0) return;
        if (Prefetch.IsWorthwhile<T>(transposed.NumEntries, scores.Heads))
            RunByColumn<T, AskAhead>(scores, transposed, coefficient, gradY, gradX, gradSource, gradScore, channels);
        else RunByColumn<T, AskNothing>(scores, transposed, coefficient, gradY, gradX, gradSource, gradScore, channels);
    }

    private static void RunByColumn<T, TAsking>(
        in AttentionScores<T> scores, in CsrView<T> transposed, T* coefficient, T* gradY, T* gradX, T* gradSource, T* gradScore, int channels)
        where T : unmanaged, IFloatingPointIeee754<T> where TAsking : struct, IAsking
    {
        var byColumn = new BackwardByColumn<T, TAsking>
        {
            A = new CsrView<T>(transposed.NumRows, transposed.NumColumns, transposed.RowPtr, transposed.Col, coefficient, transposed.EntryOrder),
            GradY = gradY,
            GradX = gradX,
            Channels = channels,
            Rows = new SourceGradientRows<T, TAsking> { A = transposed, GradScore = gradScore, GradSource = gradSource, Heads = scores.Heads },
        };
        ThreadTeam.Run(ref byColumn, ChunkCount(scores, channels));
    }

    private static int ChunkCount<T>(in AttentionScores<T> scores, int channels) where T : unmanaged =>
        Partition.ChunkCount(((long)scores.A.NumEntries + scores.A.NumRows) * scores.Heads * (channels + 8L));

    private struct ForwardChunks<T> : IChunkBody where T : unmanaged, IFloatingPointIeee754<T>
    {
        public AttentionScores<T> Scores;
        public T* X;
        public T* Coefficient;
        public T* Y;
        public int Channels;

        public readonly void Invoke(int chunk, int numChunks)
        {
            var a = Scores.A;
            var weighted = new CsrView<T>(a.NumRows, a.NumColumns, a.RowPtr, a.Col, Coefficient);
            var scoreRows = new ScoreRows<T> { Scores = Scores, Result = Coefficient };
            var (begin, end) = Partition.EdgeBalanced(a.RowPtr, a.NumRows, chunk, numChunks);
            for (var block = begin; block < end; block += EdgeSoftmaxKernel.RowsPerBlock)
            {
                var blockEnd = Math.Min(block + EdgeSoftmaxKernel.RowsPerBlock, end);
                RowKernel.RunRowsInPlace<ScoreRows<T>, T>(ref scoreRows, block, blockEnd, Scores.Heads);
                EdgeSoftmaxKernel.ExponentialShares(a.RowPtr, block, blockEnd, Coefficient, Scores.Heads);
                SpmmHeadsKernel.Rows(weighted, X, Y, Scores.Heads, Channels, block, blockEnd);
            }
        }
    }

    /// <summary>Scores less the largest of their row.</summary>
    private struct ScoreRows<T> : IRowKernel<T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        public AttentionScores<T> Scores;
        public T* Result;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Invoke<TVector, TSimd, TBlock>(int row, int column)
            where TVector : struct where TSimd : struct, ISimd<TVector, T> where TBlock : struct, IVectorBlock<TBlock, TVector, T>
        {
            T* source = Scores.Source + column, edge = Scores.Edge, result = Result + column;
            var (begin, end, heads) = (Scores.A.RowPtr[row], Scores.A.RowPtr[row + 1], (long)Scores.Heads);
            var slope = TSimd.Create(Scores.NegativeSlope);
            var col = Scores.A.Col;
            TBlock.Load(out var target, Scores.Target + row * heads + column);
            TBlock.Fill(out var largest, TSimd.Create(T.NegativeInfinity));
            for (var e = begin; e < end; e++)
            {
                TBlock.Load(out var score, source + col[e] * heads);
                TBlock.ApplyBlock<AddOperator>(ref score, TSimd.Zero, ref target);
                if (edge != null) TBlock.Apply<AddOperator>(ref score, TSimd.Zero, edge + e * heads + column);
                TBlock.ApplyBlock<LeakyReluOperator>(ref score, slope, ref score);
                TBlock.ApplyBlock<LargerOperator>(ref largest, TSimd.Zero, ref score);
                TBlock.Store(ref score, result + e * heads);
            }
            for (var e = begin; e < end; e++)
            {
                TBlock.Load(out var score, result + e * heads);
                TBlock.ApplyBlock<SubtractOperator>(ref score, TSimd.Zero, ref largest);
                TBlock.Store(ref score, result + e * heads);
            }
        }
    }

    private struct BackwardByRow<T> : IChunkBody where T : unmanaged, IFloatingPointIeee754<T>
    {
        public AttentionScores<T> Scores;
        public T* X;
        public T* GradY;
        public int Channels;
        public ScoreGradientRows<T> Rows;

        public readonly void Invoke(int chunk, int numChunks)
        {
            var rows = Rows;
            var (begin, end) = Partition.EdgeBalanced(Scores.A.RowPtr, Scores.A.NumRows, chunk, numChunks);
            for (var block = begin; block < end; block += EdgeSoftmaxKernel.RowsPerBlock)
            {
                var blockEnd = Math.Min(block + EdgeSoftmaxKernel.RowsPerBlock, end);
                EdgeDotKernel.Rows(Scores.A, GradY, X, rows.Gradient, Scores.Heads, Channels, block, blockEnd);
                RowKernel.RunRowsInPlace<ScoreGradientRows<T>, T>(ref rows, block, blockEnd, Scores.Heads);
            }
        }
    }

    /// <summary>From the coefficients' gradients to the scores' (in place), through softmax and leaky ReLU, and their sums over each row.</summary>
    private struct ScoreGradientRows<T> : IRowKernel<T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        public AttentionScores<T> Scores;
        public T* Coefficient;
        public T* Gradient;
        public T* GradTarget;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Invoke<TVector, TSimd, TBlock>(int row, int column)
            where TVector : struct where TSimd : struct, ISimd<TVector, T> where TBlock : struct, IVectorBlock<TBlock, TVector, T>
        {
            T* coefficient = Coefficient + column, gradient = Gradient + column, source = Scores.Source + column, edge = Scores.Edge;
            var (begin, end, heads) = (Scores.A.RowPtr[row], Scores.A.RowPtr[row + 1], (long)Scores.Heads);
            var slope = TSimd.Create(Scores.NegativeSlope);
            var col = Scores.A.Col;
            TBlock.Fill(out var expected, TSimd.Zero);
            for (var e = begin; e < end; e++)
            {
                TBlock.Load(out var product, coefficient + e * heads);
                TBlock.Apply<MultiplyOperator>(ref product, TSimd.Zero, gradient + e * heads);
                TBlock.ApplyBlock<AddOperator>(ref expected, TSimd.Zero, ref product);
            }
            TBlock.Load(out var target, Scores.Target + row * heads + column);
            TBlock.Fill(out var sum, TSimd.Zero);
            for (var e = begin; e < end; e++)
            {
                TBlock.Load(out var value, gradient + e * heads);
                TBlock.ApplyBlock<SubtractOperator>(ref value, TSimd.Zero, ref expected);
                TBlock.Apply<MultiplyOperator>(ref value, TSimd.Zero, coefficient + e * heads);
                TBlock.Load(out var score, source + col[e] * heads);
                TBlock.ApplyBlock<AddOperator>(ref score, TSimd.Zero, ref target);
                if (edge != null) TBlock.Apply<AddOperator>(ref score, TSimd.Zero, edge + e * heads + column);
                TBlock.ApplyBlock<LeakyReluGradientOperator>(ref value, slope, ref score);
                TBlock.Store(ref value, gradient + e * heads);
                TBlock.ApplyBlock<AddOperator>(ref sum, TSimd.Zero, ref value);
            }
            TBlock.Store(ref sum, GradTarget + row * heads + column);
        }
    }

    private struct BackwardByColumn<T, TAsking> : IChunkBody where T : unmanaged, IFloatingPointIeee754<T> where TAsking : struct, IAsking
    {
        public CsrView<T> A;
        public T* GradY;
        public T* GradX;
        public int Channels;
        public SourceGradientRows<T, TAsking> Rows;

        public readonly void Invoke(int chunk, int numChunks)
        {
            var rows = Rows;
            var (begin, end) = Partition.EdgeBalanced(A.RowPtr, A.NumRows, chunk, numChunks);
            for (var block = begin; block < end; block += EdgeSoftmaxKernel.RowsPerBlock)
            {
                var blockEnd = Math.Min(block + EdgeSoftmaxKernel.RowsPerBlock, end);
                SpmmHeadsKernel.Rows(A, GradY, GradX, rows.Heads, Channels, block, blockEnd);
                RowKernel.RunRows<SourceGradientRows<T, TAsking>, T>(ref rows, block, blockEnd, rows.Heads);
            }
        }
    }

    /// <summary>Sums of the scores' gradients over the entries that leave each node.</summary>
    private struct SourceGradientRows<T, TAsking> : IRowKernel<T>
        where T : unmanaged, IFloatingPointIeee754<T> where TAsking : struct, IAsking
    {
        public CsrView<T> A;
        public T* GradScore;
        public T* GradSource;
        public int Heads;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Invoke<TVector, TSimd, TBlock>(int row, int column)
            where TVector : struct where TSimd : struct, ISimd<TVector, T> where TBlock : struct, IVectorBlock<TBlock, TVector, T>
        {
            var (begin, end, heads) = (A.RowPtr[row], A.RowPtr[row + 1], (long)Heads);
            var order = A.EntryOrder;
            var gradScore = GradScore + column;
            var ahead = Prefetch.Distance<T>(TBlock.Vectors * TSimd.Count);
            var prefetchEnd = TAsking.Asks ? A.NumEntries - ahead : 0;
            TBlock.Fill(out var sum, TSimd.Zero);
            for (var e = begin; e < end; e++)
            {
                if (TAsking.Asks && e < prefetchEnd) Prefetch.Lines(gradScore + order[e + ahead] * heads, TBlock.Vectors * TSimd.Count);
                TBlock.Apply<AddOperator>(ref sum, TSimd.Zero, gradScore + order[e] * heads);
            }
            TBlock.Store(ref sum, GradSource + row * heads + column);
        }
    }
}
