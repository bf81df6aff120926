using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using GraphSeq.Graph.Kernels.Simd;

namespace GraphSeq.Graph.Kernels;

/// <summary>Attention scores that look at both ends of an edge together (<see cref="PairScores{T}"/>), without a row per edge in memory.</summary>
/// <remarks><see href="https://arxiv.org/abs/2105.14491">S. Brody, U. Alon and E. Yahav, "How Attentive are Graph Attention Networks?", 2022</see>,
/// eq. (7). The backward pass adds the ends up again.</remarks>
internal static unsafe class PairScoreKernel
{
    /// <summary>Writes the scores.</summary>
    /// <param name="pairs">What scores are made of.</param>
    /// <param name="score">Result, <c>[numEntries, heads]</c>.</param>
    public static void Forward<T>(in PairScores<T> pairs, T* score) where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (pairs.A.NumRows == 0 || pairs.Heads == 0) return;
        if (Prefetch.IsWorthwhile<T>(pairs.A.NumColumns, pairs.Width)) Forward<T, AskAhead>(pairs, score);
        else Forward<T, AskNothing>(pairs, score);
    }

    /// <summary>Writes the gradients of what the scores are made of.</summary>
    /// <param name="pairs">As in the forward pass.</param>
    /// <param name="transposed">The transposed matrix; its <c>EntryOrder</c> gives forward positions, its weights are not looked at.</param>
    /// <param name="gradScore">Gradient of the scores, <c>[numEntries, heads]</c>.</param>
    /// <param name="gradTarget">Result, <c>[numRows, heads, channels]</c>.</param>
    /// <param name="gradSource">Result, <c>[numColumns, heads, channels]</c>, or null.</param>
    /// <param name="gradEdge">Result, <c>[numEntries, heads, channels]</c>, or null.</param>
    /// <param name="gradAttention">Result, <c>[heads, channels]</c>.</param>
    public static void Backward<T>(in PairScores<T> pairs, in CsrView<T> transposed, T* gradScore, T* gradTarget, T* gradSource, T* gradEdge, T* gradAttention)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (Prefetch.IsWorthwhile<T>(pairs.A.NumColumns, pairs.Width)) BackwardByRow<T, AskAhead>(pairs, gradScore, gradTarget, gradEdge, gradAttention);
        else BackwardByRow<T, AskNothing>(pairs, gradScore, gradTarget, gradEdge, gradAttention);
        if (gradSource == null || transposed.NumRows == 0) return;
        if (Prefetch.IsWorthwhile<T>(transposed.NumColumns, pairs.Width)) BackwardByColumn<T, AskAhead>(pairs, transposed, gradScore, gradSource);
        else BackwardByColumn<T, AskNothing>(pairs, transposed, gradScore, gradSource);
    }

    private static void BackwardByRow<T, TAsking>(in PairScores<T> pairs, T* gradScore, T* gradTarget, T* gradEdge, T* gradAttention)
        where T : unmanaged, IFloatingPointIeee754<T> where TAsking : struct, IAsking
    {
        var numPartials = Partition.PartialCount(pairs.Work);
        using var partials = new Scratch<T>(2L * numPartials * pairs.Width);
        new Span<T>(partials.Pointer, 2 * numPartials * pairs.Width).Clear();
        var byRow = new TargetChunks<T, TAsking>
        {
            Rows = new TargetRows<T, TAsking> { Pairs = pairs, GradScore = gradScore, GradTarget = gradTarget, GradEdge = gradEdge, GradAttention = partials.Pointer },
            Blocks = partials.Pointer + (long)numPartials * pairs.Width,
        };
        if (pairs.A.NumRows > 0) ThreadTeam.Run(ref byRow, numPartials);
        PartialSums.Add(partials.Pointer, numPartials, pairs.Width, gradAttention);
    }

    private static void BackwardByColumn<T, TAsking>(in PairScores<T> pairs, in CsrView<T> transposed, T* gradScore, T* gradSource)
        where T : unmanaged, IFloatingPointIeee754<T> where TAsking : struct, IAsking
    {
        var byColumn = new SourceChunks<T, TAsking>
        {
            Rows = new SourceRows<T, TAsking> { Pairs = pairs, Transposed = transposed, GradScore = gradScore, GradSource = gradSource },
        };
        ThreadTeam.Run(ref byColumn, Partition.ChunkCount(pairs.Work));
    }

    private static void Forward<T, TAsking>(in PairScores<T> pairs, T* score)
        where T : unmanaged, IFloatingPointIeee754<T> where TAsking : struct, IAsking
    {
        var body = new ForwardChunks<T, TAsking> { Pairs = pairs, Score = score };
        ThreadTeam.Run(ref body, Partition.ChunkCount(pairs.Work));
    }

    private struct ForwardChunks<T, TAsking> : IChunkBody where T : unmanaged, IFloatingPointIeee754<T> where TAsking : struct, IAsking
    {
        public PairScores<T> Pairs;
        public T* Score;

        public readonly void Invoke(int chunk, int numChunks)
        {
            var (begin, end) = Partition.EdgeBalanced(Pairs.A.RowPtr, Pairs.A.NumRows, chunk, numChunks);
            switch (SimdSupport.ForWidth<T>(Pairs.Channels))
            {
                case SimdLevel.Vector512:
                    Score<Vector512<T>, T, Simd512<T>, TAsking>(Pairs, Score, begin, end);
                    break;
                case SimdLevel.Vector256:
                    Score<Vector256<T>, T, Simd256<T>, TAsking>(Pairs, Score, begin, end);
                    break;
                case SimdLevel.Vector128:
                    Score<Vector128<T>, T, Simd128<T>, TAsking>(Pairs, Score, begin, end);
                    break;
                default:
                    Score<T, T, SimdScalar<T>, TAsking>(Pairs, Score, begin, end);
                    break;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Score<TVector, T, TSimd, TAsking>(in PairScores<T> pairs, T* score, int begin, int end)
        where TVector : struct where T : unmanaged, IFloatingPointIeee754<T> where TSimd : struct, ISimd<TVector, T> where TAsking : struct, IAsking
    {
        var (heads, channels, width) = (pairs.Heads, pairs.Channels, (long)pairs.Width);
        var ahead = Prefetch.Distance<T>(width);
        var prefetchEnd = TAsking.Asks ? pairs.A.NumEntries - ahead : 0;
        for (var row = begin; row < end; row++)
        {
            for (var e = pairs.A.RowPtr[row]; e < pairs.A.RowPtr[row + 1]; e++)
            {
                if (TAsking.Asks && e < prefetchEnd) Prefetch.Row(pairs.Source + pairs.A.Col[e + ahead] * width, width);
                T* target = pairs.Target + row * width, source = pairs.Source + pairs.A.Col[e] * width, attention = pairs.Attention;
                var edge = pairs.Edge == null ? null : pairs.Edge + e * width;
                for (var head = 0; head < heads; head++)
                {
                    score[(long)e * heads + head] = Sum<TVector, T, TSimd>(target, source, edge, attention, channels, pairs.NegativeSlope);
                    target += channels;
                    source += channels;
                    attention += channels;
                    if (edge != null) edge += channels;
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Sum<TVector, T, TSimd>(T* target, T* source, T* edge, T* attention, int channels, T negativeSlope)
        where TVector : struct where T : unmanaged, IFloatingPointIeee754<T> where TSimd : struct, ISimd<TVector, T>
    {
        var (total, slope, c) = (TSimd.Zero, TSimd.Create(negativeSlope), 0);
        for (; c + TSimd.Count <= channels; c += TSimd.Count)
        {
            var ends = TSimd.Add(TSimd.Load(target + c), TSimd.Load(source + c));
            if (edge != null) ends = TSimd.Add(ends, TSimd.Load(edge + c));
            total = TSimd.MultiplyAdd(TSimd.Load(attention + c), LeakyReluOperator.Invoke<TVector, T, TSimd>(ends, slope, ends), total);
        }
        var sum = TSimd.Sum(total);
        for (; c < channels; c++)
        {
            var ends = target[c] + source[c];
            if (edge != null) ends += edge[c];
            sum = T.MultiplyAddEstimate(attention[c], ends > T.Zero ? ends : ends * negativeSlope, sum);
        }
        return sum;
    }

    private struct TargetChunks<T, TAsking> : IChunkBody where T : unmanaged, IFloatingPointIeee754<T> where TAsking : struct, IAsking
    {
        public TargetRows<T, TAsking> Rows;
        public T* Blocks;

        public readonly void Invoke(int chunk, int numChunks)
        {
            var pairs = Rows.Pairs;
            var (begin, end) = Partition.EdgeBalanced(pairs.A.RowPtr, pairs.A.NumRows, chunk, numChunks);
            var partial = (long)chunk * pairs.Width;
            for (var row = begin; row < end; row += PartialSums.RowsPerBlock)
            {
                RunRows(row, Math.Min(row + PartialSums.RowsPerBlock, end), Blocks + partial);
                PartialSums.Drain(Blocks + partial, Rows.GradAttention + partial, pairs.Width);
            }
        }

        private readonly void RunRows(int begin, int end, T* gradAttention)
        {
            var pairs = Rows.Pairs;
            for (var head = 0; head < pairs.Heads; head++)
            {
                var offset = head * pairs.Channels;
                var rows = new TargetRows<T, TAsking>
                {
                    Pairs = pairs.At(head),
                    GradScore = Rows.GradScore + head,
                    GradTarget = Rows.GradTarget + offset,
                    GradEdge = Rows.GradEdge == null ? null : Rows.GradEdge + offset,
                    GradAttention = gradAttention + offset,
                };
                RowKernel.RunRowsInPlace<TargetRows<T, TAsking>, T>(ref rows, begin, end, pairs.Channels);
            }
        }
    }

    /// <summary>Gradients of one head's targets and entries, and the attention's, which is added to.</summary>
    private struct TargetRows<T, TAsking> : IRowKernel<T> where T : unmanaged, IFloatingPointIeee754<T> where TAsking : struct, IAsking
    {
        public PairScores<T> Pairs;
        public T* GradScore;
        public T* GradTarget;
        public T* GradEdge;
        public T* GradAttention;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Invoke<TVector, TSimd, TBlock>(int row, int column)
            where TVector : struct where TSimd : struct, ISimd<TVector, T> where TBlock : struct, IVectorBlock<TBlock, TVector, T>
        {
            var (width, heads, slope) = ((long)Pairs.Width, (long)Pairs.Heads, TSimd.Create(Pairs.NegativeSlope));
            var ahead = Prefetch.Distance<T>(TBlock.Vectors * TSimd.Count);
            var prefetchEnd = TAsking.Asks ? Pairs.A.NumEntries - ahead : 0;
            TBlock.Load(out var target, Pairs.Target + row * width + column);
            TBlock.Load(out var attention, Pairs.Attention + column);
            TBlock.Load(out var gradAttention, GradAttention + column);
            TBlock.Fill(out var sum, TSimd.Zero);
            for (var e = Pairs.A.RowPtr[row]; e < Pairs.A.RowPtr[row + 1]; e++)
            {
                if (TAsking.Asks && e < prefetchEnd) Prefetch.Lines(Pairs.Source + Pairs.A.Col[e + ahead] * width + column, TBlock.Vectors * TSimd.Count);
                var ends = target;
                TBlock.Apply<AddOperator>(ref ends, TSimd.Zero, Pairs.Source + Pairs.A.Col[e] * width + column);
                if (Pairs.Edge != null) TBlock.Apply<AddOperator>(ref ends, TSimd.Zero, Pairs.Edge + e * width + column);
                var (gradScore, gradEnds) = (TSimd.Create(GradScore[e * heads]), attention);
                TBlock.ApplyBlock<ScaleOperator>(ref gradEnds, gradScore, ref gradEnds);
                TBlock.ApplyBlock<LeakyReluGradientOperator>(ref gradEnds, slope, ref ends);
                TBlock.ApplyBlock<AddOperator>(ref sum, TSimd.Zero, ref gradEnds);
                if (GradEdge != null) TBlock.Store(ref gradEnds, GradEdge + e * width + column);
                TBlock.ApplyBlock<LeakyReluOperator>(ref ends, slope, ref ends);
                TBlock.ApplyBlock<MultiplyAddOperator>(ref gradAttention, gradScore, ref ends);
            }
            TBlock.Store(ref sum, GradTarget + row * width + column);
            TBlock.Store(ref gradAttention, GradAttention + column);
        }
    }

    private struct SourceChunks<T, TAsking> : IChunkBody where T : unmanaged, IFloatingPointIeee754<T> where TAsking : struct, IAsking
    {
        public SourceRows<T, TAsking> Rows;

        public readonly void Invoke(int chunk, int numChunks)
        {
            var (begin, end) = Partition.EdgeBalanced(Rows.Transposed.RowPtr, Rows.Transposed.NumRows, chunk, numChunks);
            for (var head = 0; head < Rows.Pairs.Heads; head++)
            {
                var rows = Rows;
                rows.Pairs = Rows.Pairs.At(head);
                rows.GradScore += head;
                rows.GradSource += head * Rows.Pairs.Channels;
                RowKernel.RunRowsInPlace<SourceRows<T, TAsking>, T>(ref rows, begin, end, Rows.Pairs.Channels);
            }
        }
    }

    /// <summary>Gradients of one head's sources.</summary>
    private struct SourceRows<T, TAsking> : IRowKernel<T> where T : unmanaged, IFloatingPointIeee754<T> where TAsking : struct, IAsking
    {
        public PairScores<T> Pairs;
        public CsrView<T> Transposed;
        public T* GradScore;
        public T* GradSource;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Invoke<TVector, TSimd, TBlock>(int row, int column)
            where TVector : struct where TSimd : struct, ISimd<TVector, T> where TBlock : struct, IVectorBlock<TBlock, TVector, T>
        {
            var (width, heads, slope) = ((long)Pairs.Width, (long)Pairs.Heads, TSimd.Create(Pairs.NegativeSlope));
            var ahead = Prefetch.Distance<T>(TBlock.Vectors * TSimd.Count);
            var prefetchEnd = TAsking.Asks ? Transposed.NumEntries - ahead : 0;
            TBlock.Load(out var source, Pairs.Source + row * width + column);
            TBlock.Load(out var attention, Pairs.Attention + column);
            TBlock.Fill(out var sum, TSimd.Zero);
            for (var t = Transposed.RowPtr[row]; t < Transposed.RowPtr[row + 1]; t++)
            {
                if (TAsking.Asks && t < prefetchEnd)
                {
                    Prefetch.Lines(Pairs.Target + Transposed.Col[t + ahead] * width + column, TBlock.Vectors * TSimd.Count);
                    Prefetch.Lines(GradScore + Transposed.EntryOrder[t + ahead] * heads, 1);
                }
                var (e, ends, gradEnds) = ((long)Transposed.EntryOrder[t], source, attention);
                TBlock.Apply<AddOperator>(ref ends, TSimd.Zero, Pairs.Target + Transposed.Col[t] * width + column);
                if (Pairs.Edge != null) TBlock.Apply<AddOperator>(ref ends, TSimd.Zero, Pairs.Edge + e * width + column);
                TBlock.ApplyBlock<ScaleOperator>(ref gradEnds, TSimd.Create(GradScore[e * heads]), ref gradEnds);
                TBlock.ApplyBlock<LeakyReluGradientOperator>(ref gradEnds, slope, ref ends);
                TBlock.ApplyBlock<AddOperator>(ref sum, TSimd.Zero, ref gradEnds);
            }
            TBlock.Store(ref sum, GradSource + row * width + column);
        }
    }
}
