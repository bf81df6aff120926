using System.Numerics;
using GraphSeq.Graph.Kernels;

namespace GraphSeq.Tests.Graph.Kernels;

public sealed unsafe class PoolKernelTests
{
    private static readonly PoolShape[] Shapes =
    [
        new(3, 6, 4, 5, new(2, 2, 0), new(2, 2, 0)),
        new(3, 7, 3, 16, new(3, 2, 1), new(2, 1, 1)),
        new(2, 9, 1, 37, new(3, 1, 1), new(1, 1, 0)),
    ];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ForwardAndBackward_AtEveryLevel_MatchPlainLoops(bool largest)
    {
        foreach (var shape in Shapes)
        {
            var (y, gradX) = Reference(shape, largest);
            KernelTest.AtEveryLevel(level =>
            {
                var actual = Run<float>(shape, largest);
                KernelTest.AssertClose(y, actual[0], 1e-6, $"y of {shape} at {level}");
                KernelTest.AssertClose(gradX, actual[1], 1e-6, $"gradient of {shape} at {level}");
            });
        }
    }

    [Fact]
    public void Backward_EqualLargestValues_TheFirstTakesTheGradient()
    {
        var x = PinnedArray.Of<double>([1, 4, 4, 2]);
        var (y, gradY, gradX) = (new PinnedArray<double>(1), PinnedArray.Of<double>([5]), new PinnedArray<double>(4));
        var shape = new PoolShape(1, 2, 2, 1, new(2, 2, 0), new(2, 2, 0));
        PoolKernel.Forward<double>(shape, x, y, largest: true);
        PoolKernel.Backward<double>(shape, x, y, gradY, gradX, largest: true);
        Assert.Equal([4], y.Values);
        Assert.Equal([0, 5, 0, 0], gradX.Values);
    }

    [Fact]
    public void ForwardAndBackward_AnyNumberOfThreads_GiveTheSameBits() =>
        KernelTest.AssertSameBitsOnAnyThreads(() => Run<float>(new PoolShape(300, 8, 9, 32, new(3, 2, 1), new(3, 1, 1)), largest: false));

    private static PinnedArray<T>[] Run<T>(PoolShape shape, bool largest) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (x, gradY) = Inputs<T>(shape);
        var (y, gradX) = (PinnedArray.Unwritten<T>(gradY.Length), PinnedArray.Unwritten<T>(x.Length));
        PoolKernel.Forward<T>(shape, x, y, largest);
        PoolKernel.Backward<T>(shape, x, y, gradY, gradX, largest);
        return [y, gradX];
    }

    private static (PinnedArray<T> X, PinnedArray<T> GradY) Inputs<T>(PoolShape shape) where T : unmanaged, IFloatingPointIeee754<T> =>
        (PinnedArray.Random<T>(shape.Count * shape.InSize, 1), PinnedArray.Random<T>(shape.Count * shape.OutSize, 2));

    private static (double[] Y, double[] GradX) Reference(PoolShape s, bool largest)
    {
        var (x, gradY) = Inputs<float>(s);
        var (y, gradX) = (new double[gradY.Length], new double[x.Length]);
        for (var o = 0; o < y.Length; o++)
        {
            var (c, place) = (o % s.Channels, o / s.Channels);
            var (ox, oy, n) = (place % s.OutWidth, place / s.OutWidth % s.OutHeight, place / s.OutWidth / s.OutHeight);
            List<int> covered = [];
            for (var ky = 0; ky < s.Rows.Size; ky++)
                for (var kx = 0; kx < s.Columns.Size; kx++)
                {
                    var (iy, ix) = (oy * s.Rows.Stride - s.Rows.Padding + ky, ox * s.Columns.Stride - s.Columns.Padding + kx);
                    if (iy >= 0 && iy < s.Height && ix >= 0 && ix < s.Width) covered.Add(((n * s.Height + iy) * s.Width + ix) * s.Channels + c);
                }
            var size = s.Rows.Size * s.Columns.Size;
            y[o] = largest ? covered.Max(i => (double)x[i]) : covered.Sum(i => (double)x[i]) / size;
            if (largest) gradX[covered.MaxBy(i => x[i])] += gradY[o];
            else foreach (var i in covered) gradX[i] += (double)gradY[o] / size;
        }
        return (y, gradX);
    }
}
