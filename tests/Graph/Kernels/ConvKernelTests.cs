using System.Numerics;
using GraphSeq.Graph.Kernels;

namespace GraphSeq.Tests.Graph.Kernels;

public sealed unsafe class ConvKernelTests
{
    public static TheoryData<int, int, int, int, int, int> Shapes => new()
    {
        // height, width, kernel height, kernel width, pad height, pad width
        { 7, 3, 3, 3, 1, 1 },
        { 1, 1, 3, 3, 1, 1 },
        { 7, 3, 3, 3, 0, 0 },
        { 4, 6, 1, 1, 0, 0 },
        { 9, 1, 5, 1, 2, 0 },
        { 2, 5, 4, 3, 3, 2 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void ForwardAndBackward_FloatAtEveryLevel_MatchPlainLoopsInDouble(int height, int width, int kernelHeight, int kernelWidth, int padHeight,
        int padWidth)
    {
        foreach (var (channels, outChannels) in ((int, int)[])[(1, 32), (5, 6), (16, 21)])
            Check<float>(new ConvShape(27, height, width, channels, outChannels, kernelHeight, kernelWidth, padHeight, padWidth), 2e-5);
    }

    [Fact]
    public void ForwardAndBackward_Double_MatchPlainLoops() => Check<double>(new ConvShape(7, 5, 4, 3, 18, 3, 3, 1, 1), 1e-12);

    [Fact]
    public void ForwardAndBackward_AnyNumberOfThreads_GiveTheSameBits()
    {
        var shape = new ConvShape(500, 7, 3, 8, 32, 3, 3, 1, 1);
        KernelTest.AssertSameBitsOnAnyThreads(() => Run<float>(shape, relu: true));
    }

    [Fact]
    public void PackWeight_ThereAndBack_ChangesNothing()
    {
        var shape = new ConvShape(1, 3, 3, 4, 5, 3, 2, 1, 1);
        var weight = PinnedArray.Random<float>(shape.WeightSize, 1);
        var (packed, back) = (new PinnedArray<float>(shape.WeightSize), new PinnedArray<float>(shape.WeightSize));
        ConvKernel.PackWeight<float>(weight, packed, shape);
        ConvKernel.UnpackWeight<float>(packed, back, shape);
        Assert.Equal(weight.Values, back.Values);
        Assert.Equal(weight[((4 * 4 + 3) * 3 + 2) * 2 + 1], packed[((2 * 2 + 1) * 4 + 3) * 5 + 4]);
    }

    private static void Check<T>(ConvShape shape, double tolerance) where T : unmanaged, IFloatingPointIeee754<T>
    {
        string[] names = ["y", "gradX", "gradWeight", "gradBias"];
        foreach (var relu in (bool[])[false, true])
        {
            var expected = Reference<T>(shape, relu);
            KernelTest.AtEveryLevel(level =>
            {
                var actual = Run<T>(shape, relu);
                for (var i = 0; i < names.Length; i++) KernelTest.AssertClose(expected[i], actual[i], tolerance, $"{names[i]} of {shape} at {level}");
            });
        }
    }

    private static PinnedArray<T>[] Inputs<T>(ConvShape shape) where T : unmanaged, IFloatingPointIeee754<T> =>
    [
        PinnedArray.Random<T>(shape.Count * shape.InSize, 1), PinnedArray.Random<T>(shape.WeightSize, 2),
        PinnedArray.Random<T>(shape.OutChannels, 3), PinnedArray.Random<T>(shape.Count * shape.OutSize, 4),
    ];

    private static PinnedArray<T>[] Run<T>(ConvShape shape, bool relu) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var inputs = Inputs<T>(shape);
        var (y, gradX) = (PinnedArray.Unwritten<T>(shape.Count * shape.OutSize), PinnedArray.Unwritten<T>(shape.Count * shape.InSize));
        var (gradWeight, gradBias) = (PinnedArray.Unwritten<T>(shape.WeightSize), PinnedArray.Unwritten<T>(shape.OutChannels));
        ConvKernel.Forward<T>(shape, inputs[0], inputs[1], inputs[2], relu, y);
        ConvKernel.Backward<T>(shape, inputs[0], inputs[1], relu ? y.Pointer : null, inputs[3], gradX, gradWeight, gradBias);
        return [y, gradX, gradWeight, gradBias];
    }

    private static double[][] Reference<T>(ConvShape s, bool relu) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var inputs = Inputs<T>(s).Select(a => a.Span.ToArray().Select(double.CreateTruncating).ToArray()).ToArray();
        var (x, weight, bias, gradY) = (inputs[0], inputs[1], inputs[2], inputs[3]);
        var (y, gradX) = (new double[s.Count * s.OutSize], new double[x.Length]);
        var (gradWeight, gradBias) = (new double[weight.Length], new double[bias.Length]);
        for (var n = 0; n < s.Count; n++)
            for (var oy = 0; oy < s.OutHeight; oy++)
                for (var ox = 0; ox < s.OutWidth; ox++)
                    for (var o = 0; o < s.OutChannels; o++)
                    {
                        var to = n * s.OutSize + (oy * s.OutWidth + ox) * s.OutChannels + o;
                        y[to] = bias[o];
                        foreach (var (from, tap) in Taps(s, n, oy, ox, o)) y[to] += x[from] * weight[tap];
                        if (relu && y[to] <= 0)
                        {
                            y[to] = 0;
                            continue;
                        }
                        gradBias[o] += gradY[to];
                        foreach (var (from, tap) in Taps(s, n, oy, ox, o))
                        {
                            gradX[from] += gradY[to] * weight[tap];
                            gradWeight[tap] += gradY[to] * x[from];
                        }
                    }
        return [y, gradX, gradWeight, gradBias];
    }

    private static IEnumerable<(int From, int Tap)> Taps(ConvShape s, int n, int oy, int ox, int o) =>
        from ky in Enumerable.Range(0, s.KernelHeight)
        from kx in Enumerable.Range(0, s.KernelWidth)
        let iy = oy + ky - s.PadHeight
        let ix = ox + kx - s.PadWidth
        where iy >= 0 && iy < s.Height && ix >= 0 && ix < s.Width
        from c in Enumerable.Range(0, s.InChannels)
        select (n * s.InSize + (iy * s.Width + ix) * s.InChannels + c, ((ky * s.KernelWidth + kx) * s.InChannels + c) * s.OutChannels + o);
}
