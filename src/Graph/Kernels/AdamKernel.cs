using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using GraphSeq.Graph.Kernels.Simd;

namespace GraphSeq.Graph.Kernels;

/// <summary>One step of Adam or AdamW over all parameters of a model in one pass.</summary>
/// <remarks><see href="https://arxiv.org/abs/1412.6980">D. Kingma and J. Ba, "Adam", 2015</see>, algorithm 1, and
/// <see href="https://arxiv.org/abs/1711.05101">I. Loshchilov and F. Hutter, "Decoupled Weight Decay Regularization", 2019</see>,
/// algorithm 2, epsilon placed as PyTorch does: <c>value -= lr / (1 - beta1^t) * mean / (sqrt(meanSquare / (1 - beta2^t)) + epsilon)</c>.</remarks>
internal static unsafe class AdamKernel
{
    /// <summary>Updates values and running means in place.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="options">Step size and the rest.</param>
    /// <param name="step">Number of this step, from 1.</param>
    public static void Step<T>(ReadOnlySpan<AdamParameter<T>> parameters, in AdamKernelOptions options, long step)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var total = 0L;
        foreach (var parameter in parameters) total += parameter.Count;
        if (total == 0) return;
        fixed (AdamParameter<T>* first = parameters)
        {
            var body = new Chunks<T>
            {
                Parameters = first,
                NumParameters = parameters.Length,
                Total = total,
                Factors = new Factors<T>
                {
                    StepSize = T.CreateTruncating(options.LearningRate / (1 - Math.Pow(options.Beta1, step))),
                    RootCorrection = T.CreateTruncating(1 / Math.Sqrt(1 - Math.Pow(options.Beta2, step))),
                    NewMean = T.CreateTruncating(1 - options.Beta1),
                    Beta2 = T.CreateTruncating(options.Beta2),
                    NewMeanSquare = T.CreateTruncating(1 - options.Beta2),
                    Epsilon = T.CreateTruncating(options.Epsilon),
                    Shrink = T.CreateTruncating(options.DecouplesWeightDecay ? 1 - options.LearningRate * options.WeightDecay : 1),
                    Penalty = T.CreateTruncating(options.DecouplesWeightDecay ? 0 : options.WeightDecay),
                },
            };
            ThreadTeam.Run(ref body, Partition.ChunkCount(2 * total));
        }
    }

    private struct Factors<T>
    {
        public T StepSize;
        public T RootCorrection;
        public T NewMean;
        public T Beta2;
        public T NewMeanSquare;
        public T Epsilon;
        public T Shrink;
        public T Penalty;
    }

    private struct Chunks<T> : IChunkBody where T : unmanaged, IFloatingPointIeee754<T>
    {
        public AdamParameter<T>* Parameters;
        public int NumParameters;
        public long Total;
        public Factors<T> Factors;

        /// <summary>The chunk's even share of all values, which may begin and end inside a parameter.</summary>
        public readonly void Invoke(int chunk, int numChunks)
        {
            var (begin, end) = (Total * chunk / numChunks, Total * (chunk + 1) / numChunks);
            for (var (i, first) = (0, 0L); i < NumParameters && first < end; first += Parameters[i++].Count)
            {
                var from = Math.Max(begin - first, 0);
                var to = Math.Min(end - first, Parameters[i].Count);
                if (from < to) Update(Parameters[i], from, to);
            }
        }

        private readonly void Update(in AdamParameter<T> parameter, long from, long to)
        {
            var rest = SimdSupport.Widest switch
            {
                SimdLevel.Vector512 => Update<Vector512<T>, Simd512<T>>(parameter, from, to),
                SimdLevel.Vector256 => Update<Vector256<T>, Simd256<T>>(parameter, from, to),
                SimdLevel.Vector128 => Update<Vector128<T>, Simd128<T>>(parameter, from, to),
                _ => from,
            };
            Update<T, SimdScalar<T>>(parameter, rest, to);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly long Update<TVector, TSimd>(in AdamParameter<T> parameter, long i, long to)
            where TVector : struct where TSimd : struct, ISimd<TVector, T>
        {
            T* value = parameter.Value, gradient = parameter.Gradient, mean = parameter.Mean, meanSquare = parameter.MeanSquare;
            var (stepSize, rootCorrection) = (TSimd.Create(Factors.StepSize), TSimd.Create(Factors.RootCorrection));
            var (newMean, beta2) = (TSimd.Create(Factors.NewMean), TSimd.Create(Factors.Beta2));
            var (newMeanSquare, epsilon) = (TSimd.Create(Factors.NewMeanSquare), TSimd.Create(Factors.Epsilon));
            var (shrink, penalty) = (TSimd.Create(Factors.Shrink), TSimd.Create(Factors.Penalty));
            for (; i + TSimd.Count <= to; i += TSimd.Count)
            {
                var (v, m) = (TSimd.Load(value + i), TSimd.Load(mean + i));
                var g = TSimd.MultiplyAdd(penalty, v, TSimd.Load(gradient + i));
                m = TSimd.MultiplyAdd(newMean, TSimd.Subtract(g, m), m);
                var s = TSimd.MultiplyAdd(newMeanSquare, TSimd.Multiply(g, g), TSimd.Multiply(beta2, TSimd.Load(meanSquare + i)));
                var denominator = TSimd.MultiplyAdd(TSimd.Sqrt(s), rootCorrection, epsilon);
                TSimd.Store(m, mean + i);
                TSimd.Store(s, meanSquare + i);
                v = TSimd.Multiply(v, shrink);
                TSimd.Store(TSimd.Subtract(v, TSimd.Divide(TSimd.Multiply(stepSize, m), denominator)), value + i);
            }
            return i;
        }
    }
}
