using System.Numerics;
using System.Runtime.CompilerServices;
using GraphSeq.Graph.Kernels.Simd;

namespace GraphSeq.Graph.Kernels;

/// <summary>Largest value or mean of each window over grids <c>[N, height, width, channels]</c>; padding has no part in the largest value and counts
/// as zeros in the mean.</summary>
/// <remarks>The gradient of the largest value goes to the first place that has it; where it is not a number, nowhere.</remarks>
internal static unsafe class PoolKernel
{
    /// <summary>Writes the result, <c>[N, outHeight, outWidth, channels]</c>.</summary>
    /// <param name="shape">Sizes.</param>
    /// <param name="x">Grids.</param>
    /// <param name="y">Result.</param>
    /// <param name="largest">Whether the largest value is taken, or the mean.</param>
    public static void Forward<T>(in PoolShape shape, T* x, T* y, bool largest) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var body = new Chunks<T> { Shape = shape, X = x, Y = y, Largest = largest };
        ThreadTeam.Run(ref body, Partition.ChunkCount((long)shape.Count * shape.InSize));
    }

    /// <summary>Writes the gradient of the input.</summary>
    /// <param name="shape">Sizes.</param>
    /// <param name="x">As in the forward pass; not read for the mean.</param>
    /// <param name="y">The forward pass's result; not read for the mean.</param>
    /// <param name="gradY">Gradient of the result.</param>
    /// <param name="gradX">Result.</param>
    /// <param name="largest">As in the forward pass.</param>
    public static void Backward<T>(in PoolShape shape, T* x, T* y, T* gradY, T* gradX, bool largest) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var body = new Chunks<T> { Shape = shape, X = x, Y = y, GradY = gradY, GradX = gradX, Largest = largest };
        ThreadTeam.Run(ref body, Partition.ChunkCount((long)shape.Count * shape.InSize));
    }

    private struct Chunks<T> : IChunkBody where T : unmanaged, IFloatingPointIeee754<T>
    {
        public PoolShape Shape;
        public T* X;
        public T* Y;
        public T* GradY;
        public T* GradX;
        public bool Largest;

        public readonly void Invoke(int chunk, int numChunks)
        {
            var (begin, end) = Partition.Even(Shape.Count, chunk, numChunks);
            for (var grid = begin; grid < end; grid++)
            {
                var (inOffset, outOffset) = ((long)grid * Shape.InSize, (long)grid * Shape.OutSize);
                if (GradX != null) new Span<T>(GradX + inOffset, Shape.InSize).Clear();
                var places = new Places<T>
                {
                    Shape = Shape,
                    X = X + inOffset,
                    Y = Y + outOffset,
                    GradY = GradY == null ? null : GradY + outOffset,
                    GradX = GradX == null ? null : GradX + inOffset,
                    Largest = Largest,
                    Share = T.One / T.CreateTruncating(Shape.Rows.Size * Shape.Columns.Size),
                };
                RowKernel.RunRowsInPlace<Places<T>, T>(ref places, 0, Shape.OutHeight * Shape.OutWidth, Shape.Channels);
            }
        }
    }

    /// <summary>The windows of one grid.</summary>
    private struct Places<T> : IRowKernel<T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        public PoolShape Shape;
        public T* X;
        public T* Y;
        public T* GradY;
        public T* GradX;
        public bool Largest;
        public T Share;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Invoke<TVector, TSimd, TBlock>(int row, int column)
            where TVector : struct where TSimd : struct, ISimd<TVector, T> where TBlock : struct, IVectorBlock<TBlock, TVector, T>
        {
            var (yBegin, yEnd) = Shape.Rows.Covers(row / Shape.OutWidth, Shape.Height);
            var (xBegin, xEnd) = Shape.Columns.Covers(row % Shape.OutWidth, Shape.Width);
            for (var i = column; i < column + TBlock.Vectors * TSimd.Count; i += TSimd.Count)
            {
                var offset = (long)row * Shape.Channels + i;
                if (GradX == null) TSimd.Store(Reduce<TVector, TSimd>(yBegin, yEnd, xBegin, xEnd, i), Y + offset);
                else Spread<TVector, TSimd>(yBegin, yEnd, xBegin, xEnd, i, offset);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private readonly TVector Reduce<TVector, TSimd>(int yBegin, int yEnd, int xBegin, int xEnd, int channel)
            where TVector : struct where TSimd : struct, ISimd<TVector, T>
        {
            var result = Largest ? TSimd.Create(T.NegativeInfinity) : TSimd.Zero;
            for (var y = yBegin; y < yEnd; y++)
                for (var x = xBegin; x < xEnd; x++)
                {
                    var value = TSimd.Load(X + ((long)y * Shape.Width + x) * Shape.Channels + channel);
                    result = Largest ? MaximumOperator.Invoke<TVector, T, TSimd>(result, value, value) : TSimd.Add(result, value);
                }
            return Largest ? result : TSimd.Multiply(result, TSimd.Create(Share));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private readonly void Spread<TVector, TSimd>(int yBegin, int yEnd, int xBegin, int xEnd, int channel, long offset)
            where TVector : struct where TSimd : struct, ISimd<TVector, T>
        {
            var grad = TSimd.Load(GradY + offset);
            var share = Largest ? grad : TSimd.Multiply(grad, TSimd.Create(Share));
            var largest = Largest ? TSimd.Load(Y + offset) : TSimd.Zero;
            var isTaken = TSimd.Zero;
            for (var y = yBegin; y < yEnd; y++)
                for (var x = xBegin; x < xEnd; x++)
                {
                    var place = ((long)y * Shape.Width + x) * Shape.Channels + channel;
                    if (Largest)
                    {
                        var isHere = TSimd.AndNot(TSimd.Equal(TSimd.Load(X + place), largest), isTaken);
                        isTaken = TSimd.Or(isTaken, isHere);
                        share = TSimd.And(grad, isHere);
                    }
                    TSimd.Store(TSimd.Add(TSimd.Load(GradX + place), share), GradX + place);
                }
        }
    }
}
