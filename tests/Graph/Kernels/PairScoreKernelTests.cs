using System.Numerics;
using GraphSeq.Graph.Kernels;

namespace GraphSeq.Tests.Graph.Kernels;

public sealed unsafe class PairScoreKernelTests
{
    private const double Slope = 0.2;

    [Fact]
    public void ForwardAndBackward_FloatWithEveryChannelCountAndLevel_MatchPlainLoopsInDouble() =>
        CheckShapes<float>(from channels in Enumerable.Range(0, 150) select (3, channels), 2e-5);

    [Fact]
    public void ForwardAndBackward_FloatWithEveryHeadCountAndLevel_MatchPlainLoopsInDouble() =>
        CheckShapes<float>(from heads in Enumerable.Range(0, 10) select (heads, 16), 2e-5);

    [Fact]
    public void ForwardAndBackward_Double_MatchPlainLoops() => CheckShapes<double>([(1, 64), (4, 16), (6, 3)], 1e-13);

    [Fact]
    public void ForwardAndBackward_AnyNumberOfThreads_GiveTheSameBits()
    {
        var c = new Case<float>(3000, 3000, 12000, heads: 4, channels: 18, seed: 9);
        KernelTest.AssertSameBitsOnAnyThreads(() => c.Run(useEdge: true));
    }

    [Fact]
    public void ForwardAndBackward_NoEntries_GiveZeros()
    {
        var results = new Case<float>(1, 1, 0, heads: 2, channels: 3, seed: 1).Run(useEdge: false);
        Assert.All(results.SelectMany(r => r.Span.ToArray()), value => Assert.Equal(0f, value));
    }

    private static void CheckShapes<T>(IEnumerable<(int Heads, int Channels)> shapes, double tolerance) where T : unmanaged, IFloatingPointIeee754<T>
    {
        string[] names = ["score", "gradTarget", "gradSource", "gradAttention", "gradEdge"];
        foreach (var (heads, channels) in shapes)
        {
            var c = new Case<T>(17, 13, 60, heads, channels, seed: heads + channels);
            foreach (var (useEdge, claimsMany) in ((bool, bool)[])[(false, false), (true, false), (true, true)])
            {
                var expected = c.Reference(useEdge);
                KernelTest.AtEveryLevel(level =>
                {
                    var actual = c.Run(useEdge, claimsMany);
                    var what = $"{heads} heads of {channels} at {level}, edge {useEdge}, many columns {claimsMany}";
                    Assert.Equal(useEdge ? 5 : 4, actual.Length);
                    for (var i = 0; i < actual.Length; i++) KernelTest.AssertClose(expected[i], actual[i], tolerance, $"{names[i]}, {what}");
                });
            }
        }
    }

    private sealed class Case<T>(int numRows, int numColumns, int numEntries, int heads, int channels, int seed)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly int _width = heads * channels;
        private readonly TestCsr<T> _csr = new(numRows, numColumns, numEntries, seed);
        private readonly PinnedArray<T> _target = PinnedArray.Random<T>(numRows * heads * channels, 2);
        private readonly PinnedArray<T> _source = PinnedArray.Random<T>(numColumns * heads * channels, 3);
        private readonly PinnedArray<T> _edge = PinnedArray.Random<T>(numEntries * heads * channels, 4);
        private readonly PinnedArray<T> _attention = PinnedArray.Random<T>(heads * channels, 5);
        private readonly PinnedArray<T> _gradScore = PinnedArray.Random<T>(numEntries * heads, 6);

        public PinnedArray<T>[] Run(bool useEdge, bool claimsMany = false)
        {
            var pairs = new PairScores<T>
            {
                A = _csr.View(weighted: false, claimsMany),
                Target = _target,
                Source = _source,
                Edge = useEdge ? _edge.Pointer : null,
                Attention = _attention,
                Heads = heads,
                Channels = channels,
                NegativeSlope = T.CreateTruncating(Slope),
            };
            var (score, gradAttention) = (PinnedArray.Unwritten<T>(numEntries * heads), PinnedArray.Unwritten<T>(_width));
            var (gradTarget, gradSource) = (PinnedArray.Unwritten<T>(numRows * _width), PinnedArray.Unwritten<T>(numColumns * _width));
            var gradEdge = PinnedArray.Unwritten<T>(numEntries * _width);
            PairScoreKernel.Forward(pairs, score.Pointer);
            PairScoreKernel.Backward(
                pairs, _csr.TransposedView(weighted: false, claimsMany), _gradScore, gradTarget, gradSource, useEdge ? gradEdge.Pointer : null, gradAttention);
            return useEdge ? [score, gradTarget, gradSource, gradAttention, gradEdge] : [score, gradTarget, gradSource, gradAttention];
        }

        public double[][] Reference(bool useEdge)
        {
            var (score, gradAttention) = (new double[numEntries * heads], new double[_width]);
            var (gradTarget, gradSource, gradEdge) = (new double[numRows * _width], new double[numColumns * _width], new double[numEntries * _width]);
            for (var e = 0; e < numEntries; e++)
                for (var f = 0; f < _width; f++)
                {
                    var (to, from, entry) = (_csr.Row[e] * _width + f, _csr.Col[e] * _width + f, e * heads + f / channels);
                    var ends = Value(_target, to) + Value(_source, from) + (useEdge ? Value(_edge, e * _width + f) : 0);
                    var leaky = ends > 0 ? ends : Slope * ends;
                    var grad = Value(_gradScore, entry) * Value(_attention, f) * (ends > 0 ? 1 : Slope);
                    score[entry] += Value(_attention, f) * leaky;
                    gradAttention[f] += Value(_gradScore, entry) * leaky;
                    gradTarget[to] += grad;
                    gradSource[from] += grad;
                    gradEdge[e * _width + f] = grad;
                }
            return [score, gradTarget, gradSource, gradAttention, gradEdge];
        }

        private static double Value(PinnedArray<T> values, int index) => double.CreateTruncating(values[index]);
    }
}
