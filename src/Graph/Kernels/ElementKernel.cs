using System.Numerics;
using System.Runtime.Intrinsics;
using GraphSeq.Graph.Kernels.Simd;

namespace GraphSeq.Graph.Kernels;

/// <summary>Sums element by element.</summary>
internal static unsafe class ElementKernel
{
    /// <summary><c>sum[i] = a[i] + b[i]</c>.</summary>
    /// <param name="a">First summand.</param>
    /// <param name="b">Second summand.</param>
    /// <param name="sum">Result; may be either summand.</param>
    /// <param name="count">Number of values.</param>
    public static void Add<T>(T* a, T* b, T* sum, long count) where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (count == 0) return;
        var body = new AddChunks<T> { A = a, B = b, Sum = sum, Count = count };
        ThreadTeam.Run(ref body, Partition.ChunkCount(count));
    }

    private struct AddChunks<T> : IChunkBody where T : unmanaged, IFloatingPointIeee754<T>
    {
        public T* A;
        public T* B;
        public T* Sum;
        public long Count;

        public readonly void Invoke(int chunk, int numChunks)
        {
            var (begin, end) = (Count * chunk / numChunks, Count * (chunk + 1) / numChunks);
            var rest = SimdSupport.Widest switch
            {
                SimdLevel.Vector512 => Add<Vector512<T>, Simd512<T>>(begin, end),
                SimdLevel.Vector256 => Add<Vector256<T>, Simd256<T>>(begin, end),
                SimdLevel.Vector128 => Add<Vector128<T>, Simd128<T>>(begin, end),
                _ => begin,
            };
            Add<T, SimdScalar<T>>(rest, end);
        }

        private readonly long Add<TVector, TSimd>(long i, long end) where TVector : struct where TSimd : struct, ISimd<TVector, T>
        {
            for (; i + TSimd.Count <= end; i += TSimd.Count) TSimd.Store(TSimd.Add(TSimd.Load(A + i), TSimd.Load(B + i)), Sum + i);
            return i;
        }
    }
}
