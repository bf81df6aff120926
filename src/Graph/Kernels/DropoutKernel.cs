using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace GraphSeq.Graph.Kernels;

/// <summary>Dropout from a counter: whether value i is kept follows from (seed, offset + i) alone, so that no mask is stored, the backward pass
/// is the same call on the gradient, and the result depends neither on the number of threads nor on the hardware.</summary>
/// <remarks>Each pair of values takes one output of SplitMix64 (<see href="https://doi.org/10.1145/2714064.2660195">G. Steele et al., "Fast
/// Splittable Pseudorandom Number Generators", 2014</see>), 32 bits each: the
/// n-th output is <c>mix(seed + (n + 1) * 0x9E3779B97F4A7C15)</c>.</remarks>
internal static unsafe class DropoutKernel
{
    private const ulong Gamma = 0x9E3779B97F4A7C15;
    private const ulong Mixer1 = 0xBF58476D1CE4E5B9;
    private const ulong Mixer2 = 0x94D049BB133111EB;
    private const int BlockPairs = 128;

    /// <summary><c>y[i] = x[i] * (kept(i) ? 1 / (1 - probability) : 0)</c>.</summary>
    /// <param name="x">Values, or the gradient of the result in the backward pass.</param>
    /// <param name="y">Result; may be <paramref name="x"/>.</param>
    /// <param name="count">Number of values.</param>
    /// <param name="probability">Share of values dropped, in [0, 1].</param>
    /// <param name="seed">Which stream of random numbers.</param>
    /// <param name="offset">Where in the stream, in outputs: a call uses <c>(count + 1) / 2</c> of them.</param>
    public static void Invoke<T>(T* x, T* y, long count, double probability, ulong seed, ulong offset) where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (count == 0) return;
        var body = new Chunks<T>
        {
            X = x,
            Y = y,
            Count = count,
            DropBelow = (ulong)Math.Round(probability * 4294967296.0),
            Scale = probability < 1 ? T.CreateTruncating(1 / (1 - probability)) : T.Zero,
            State = unchecked(seed + (offset + 1) * Gamma),
        };
        ThreadTeam.Run(ref body, Partition.ChunkCount(2 * count));
    }

    private struct Chunks<T> : IChunkBody where T : unmanaged, IFloatingPointIeee754<T>
    {
        public T* X;
        public T* Y;
        public long Count;
        public ulong DropBelow;
        public T Scale;
        public ulong State;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Invoke(int chunk, int numChunks)
        {
            var bits = stackalloc ulong[BlockPairs];
            var factors = stackalloc T[] { T.Zero, Scale };
            var numBlocks = (Count + 2 * BlockPairs - 1) / (2 * BlockPairs);
            for (var block = numBlocks * chunk / numChunks; block < numBlocks * (chunk + 1) / numChunks; block++)
            {
                Fill(bits, unchecked(State + (ulong)(block * BlockPairs) * Gamma));
                var first = block * 2 * BlockPairs;
                var length = (int)Math.Min(2 * BlockPairs, Count - first);
                for (var i = 0; i < length; i++) Y[first + i] = X[first + i] * factors[((uint*)bits)[i] < DropBelow ? 0 : 1];
            }
        }
    }

    /// <summary>The next outputs of the generator, four at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Fill(ulong* bits, ulong state)
    {
        var z0 = Vector256.Create(state) + Vector256.Create(0UL, 1, 2, 3) * Vector256.Create(Gamma);
        var next = Vector256.Create(unchecked(4 * Gamma));
        for (var i = 0; i < BlockPairs; i += 4)
        {
            var z = (z0 ^ (z0 >> 30)) * Vector256.Create(Mixer1);
            z = (z ^ (z >> 27)) * Vector256.Create(Mixer2);
            Vector256.Store(z ^ (z >> 31), bits + i);
            z0 += next;
        }
    }
}
