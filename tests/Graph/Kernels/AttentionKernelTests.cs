using System.Numerics;
using GraphSeq.Graph.Kernels;

namespace GraphSeq.Tests.Graph.Kernels;

public sealed unsafe class AttentionKernelTests
{
    private const double Slope = 0.2;

    [Fact]
    public void ForwardAndBackward_FloatWithEveryHeadCountAndLevel_MatchPlainLoopsInDouble() =>
        CheckShapes<float>(from heads in Enumerable.Range(1, 20) select (heads, 5), 2e-5);

    [Fact]
    public void ForwardAndBackward_FloatWithEveryChannelCountAndLevel_MatchPlainLoopsInDouble() =>
        CheckShapes<float>(from channels in Enumerable.Range(0, 70) select (3, channels), 2e-5);

    [Fact]
    public void ForwardAndBackward_Double_MatchPlainLoops() => CheckShapes<double>([(1, 64), (4, 16), (6, 3)], 1e-13);

    [Fact]
    public void ForwardAndBackward_AnyNumberOfThreads_GiveTheSameBits()
    {
        var c = new Case<float>(3000, 3000, 12000, heads: 4, channels: 16, seed: 9);
        KernelTest.AssertSameBitsOnAnyThreads(() => c.Run(useEdge: true));
    }

    [Fact]
    public void ForwardAndBackward_NoRows_WriteNothing()
    {
        var c = new Case<float>(1, 1, 0, heads: 2, channels: 3, seed: 1);
        var results = c.Run(useEdge: false);
        Assert.All(results.SelectMany(r => r.Span.ToArray()), value => Assert.Equal(0f, value));
        var empty = new AttentionScores<float> { A = new CsrView<float>(0, 0, PinnedArray.Of(0), null), Heads = 2 };
        AttentionKernel.Forward<float>(empty, null, null, null, 3);
    }

    private static void CheckShapes<T>(IEnumerable<(int Heads, int Channels)> shapes, double tolerance) where T : unmanaged, IFloatingPointIeee754<T>
    {
        string[] names = ["coefficient", "y", "gradX", "gradSource", "gradTarget", "gradScore"];
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
                    for (var i = 0; i < expected.Length; i++) KernelTest.AssertClose(expected[i], actual[i], tolerance, $"{names[i]}, {what}");
                });
            }
        }
    }

    private sealed class Case<T>(int numRows, int numColumns, int numEntries, int heads, int channels, int seed)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly TestCsr<T> _csr = new(numRows, numColumns, numEntries, seed);
        private readonly PinnedArray<T> _x = PinnedArray.Random<T>(numColumns * heads * channels, 2);
        private readonly PinnedArray<T> _gradY = PinnedArray.Random<T>(numRows * heads * channels, 3);
        private readonly PinnedArray<T> _source = PinnedArray.Random<T>(numColumns * heads, 4);
        private readonly PinnedArray<T> _target = PinnedArray.Random<T>(numRows * heads, 5);
        private readonly PinnedArray<T> _edge = PinnedArray.Random<T>(numEntries * heads, 6);

        public PinnedArray<T>[] Run(bool useEdge, bool claimsMany = false)
        {
            var scores = new AttentionScores<T>
            {
                A = _csr.View(weighted: false, claimsMany),
                Source = _source,
                Target = _target,
                Edge = useEdge ? _edge.Pointer : null,
                Heads = heads,
                NegativeSlope = T.CreateTruncating(Slope),
            };
            var (coefficient, y) = (PinnedArray.Unwritten<T>(numEntries * heads), PinnedArray.Unwritten<T>(numRows * heads * channels));
            var (gradX, gradSource) = (PinnedArray.Unwritten<T>(numColumns * heads * channels), PinnedArray.Unwritten<T>(numColumns * heads));
            var (gradTarget, gradScore) = (PinnedArray.Unwritten<T>(numRows * heads), PinnedArray.Unwritten<T>(numEntries * heads));
            AttentionKernel.Forward(scores, _x, coefficient.Pointer, y, channels);
            AttentionKernel.Backward(scores, _csr.TransposedView(weighted: false, claimsMany), _x, coefficient.Pointer, _gradY, gradX, gradSource, gradTarget,
                gradScore, channels);
            return [coefficient, y, gradX, gradSource, gradTarget, gradScore];
        }

        public double[][] Reference(bool useEdge)
        {
            var (coefficient, y) = (new double[numEntries * heads], new double[numRows * heads * channels]);
            var (gradX, gradSource) = (new double[numColumns * heads * channels], new double[numColumns * heads]);
            var (gradTarget, gradScore) = (new double[numRows * heads], new double[numEntries * heads]);
            for (var row = 0; row < numRows; row++)
                for (var head = 0; head < heads; head++)
                {
                    var entries = Enumerable.Range(_csr.RowPtr[row], _csr.RowPtr[row + 1] - _csr.RowPtr[row]).ToArray();
                    var raw = entries.Select(e => Value(_source, _csr.Col[e] * heads + head) + Value(_target, row * heads + head)
                        + (useEdge ? Value(_edge, e * heads + head) : 0)).ToArray();
                    var power = raw.Select(s => Math.Exp(s > 0 ? s : Slope * s)).ToArray();
                    var gradCoefficient = new double[entries.Length];
                    for (var i = 0; i < entries.Length; i++)
                    {
                        coefficient[entries[i] * heads + head] = power[i] / power.Sum();
                        for (var f = 0; f < channels; f++)
                        {
                            var (to, from) = ((row * heads + head) * channels + f, (_csr.Col[entries[i]] * heads + head) * channels + f);
                            y[to] += power[i] / power.Sum() * Value(_x, from);
                            gradX[from] += power[i] / power.Sum() * Value(_gradY, to);
                            gradCoefficient[i] += Value(_gradY, to) * Value(_x, from);
                        }
                    }
                    var expected = entries.Select((_, i) => power[i] / power.Sum() * gradCoefficient[i]).Sum();
                    for (var i = 0; i < entries.Length; i++)
                    {
                        var grad = power[i] / power.Sum() * (gradCoefficient[i] - expected) * (raw[i] > 0 ? 1 : Slope);
                        gradScore[entries[i] * heads + head] = grad;
                        gradTarget[row * heads + head] += grad;
                        gradSource[_csr.Col[entries[i]] * heads + head] += grad;
                    }
                }
            return [coefficient, y, gradX, gradSource, gradTarget, gradScore];
        }

        private static double Value(PinnedArray<T> array, int i) => double.CreateTruncating(array[i]);
    }
}
