using System.Numerics;

namespace GraphSeq.Graph.Kernels;

/// <summary>Convolution of stride 1 over many small grids, channels last: at each place of the grid the products of one row of the window are a
/// dense product over a block of grids, and windows are cut at the border instead of padded.</summary>
/// <remarks>Weights are <c>[kernelHeight, kernelWidth, in, out]</c>: <see cref="PackWeight"/> makes them of PyTorch's.</remarks>
internal static unsafe class ConvKernel
{
    /// <summary>Grids that a dense product takes together: their values stay in the cache.</summary>
    private const int GridsPerBlock = 24;

    /// <summary>PyTorch's weight <c>[out, in, kernelHeight, kernelWidth]</c> to <c>[kernelHeight, kernelWidth, in, out]</c>.</summary>
    /// <param name="weight">The weight as PyTorch keeps it.</param>
    /// <param name="packed">Result.</param>
    /// <param name="shape">The convolution's sizes.</param>
    public static void PackWeight<T>(T* weight, T* packed, in ConvShape shape) where T : unmanaged =>
        GemmKernel.Transpose(weight, packed, shape.OutChannels, shape.InChannels, shape.KernelHeight * shape.KernelWidth);

    /// <summary>The way back of <see cref="PackWeight"/>, for a gradient.</summary>
    /// <param name="packed">The weight as the kernel keeps it.</param>
    /// <param name="weight">Result, as PyTorch keeps it.</param>
    /// <param name="shape">The convolution's sizes.</param>
    public static void UnpackWeight<T>(T* packed, T* weight, in ConvShape shape) where T : unmanaged =>
        GemmKernel.Transpose(packed, weight, shape.KernelHeight * shape.KernelWidth, shape.InChannels, shape.OutChannels);

    /// <summary>Writes the result, bias added and negative values cut off where asked.</summary>
    /// <param name="shape">Sizes.</param>
    /// <param name="x">Grids, <c>[N, height, width, in]</c>.</param>
    /// <param name="packedWeight">Weight, <c>[kernelHeight, kernelWidth, in, out]</c>.</param>
    /// <param name="bias">Bias, <c>[out]</c>, or null.</param>
    /// <param name="relu">Whether negative results become zero.</param>
    /// <param name="y">Result, <c>[N, outHeight, outWidth, out]</c>.</param>
    public static void Forward<T>(in ConvShape shape, T* x, T* packedWeight, T* bias, bool relu, T* y) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var body = new ForwardChunks<T> { Shape = shape, X = x, Weight = packedWeight, Bias = bias, Relu = relu, Y = y };
        ThreadTeam.Run(ref body, Partition.ChunkCount(shape.Products / 8));
    }

    /// <summary>Writes the gradients of input, weight and bias.</summary>
    /// <param name="shape">Sizes.</param>
    /// <param name="x">As in the forward pass.</param>
    /// <param name="packedWeight">As in the forward pass.</param>
    /// <param name="y">The forward pass's result where it cut off negative values, else null.</param>
    /// <param name="gradY">Gradient of the result, <c>[N, outHeight, outWidth, out]</c>.</param>
    /// <param name="gradX">Result, <c>[N, height, width, in]</c>; null where it is not wanted.</param>
    /// <param name="gradPackedWeight">Result, <c>[kernelHeight, kernelWidth, in, out]</c>.</param>
    /// <param name="gradBias">Result, <c>[out]</c>; null where it is not wanted.</param>
    public static void Backward<T>(in ConvShape shape, T* x, T* packedWeight, T* y, T* gradY, T* gradX, T* gradPackedWeight, T* gradBias)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var numPartials = Partition.PartialCount(shape.Products / 8);
        var partialSize = shape.WeightSize + shape.OutChannels;
        using var partials = new Scratch<T>((long)numPartials * partialSize);
        using var total = new Scratch<T>(partialSize);
        using var mirrored = new Scratch<T>(gradX == null ? 0 : shape.WeightSize);
        if (gradX != null) Mirror(packedWeight, mirrored.Pointer, shape);
        var body = new BackwardChunks<T>
        {
            Shape = shape,
            X = x,
            Mirrored = mirrored.Pointer,
            Y = y,
            GradY = gradY,
            GradX = gradX,
            Partials = partials.Pointer,
        };
        ThreadTeam.Run(ref body, numPartials);
        PartialSums.Add(partials.Pointer, numPartials, partialSize, total.Pointer);
        new Span<T>(total.Pointer, shape.WeightSize).CopyTo(new Span<T>(gradPackedWeight, shape.WeightSize));
        if (gradBias != null) new Span<T>(total.Pointer + shape.WeightSize, shape.OutChannels).CopyTo(new Span<T>(gradBias, shape.OutChannels));
    }

    /// <summary>The weight of the way back, <c>[kernelHeight, kernelWidth reversed, out, in]</c>.</summary>
    private static void Mirror<T>(T* packedWeight, T* mirrored, in ConvShape shape) where T : unmanaged
    {
        var tap = shape.InChannels * shape.OutChannels;
        for (var ky = 0; ky < shape.KernelHeight; ky++)
            for (var kx = 0; kx < shape.KernelWidth; kx++)
            {
                var source = packedWeight + (ky * shape.KernelWidth + kx) * tap;
                var destination = mirrored + (ky * shape.KernelWidth + shape.KernelWidth - 1 - kx) * tap;
                GemmKernel.Transpose(source, destination, shape.InChannels, shape.OutChannels);
            }
    }

    /// <summary>The taps of a window at <paramref name="place"/> that meet the grid: places <c>place - pad + tap</c> in <c>[0, size)</c>.</summary>
    private static (int Begin, int End) Taps(int place, int pad, int taps, int size) =>
        (Math.Max(0, pad - place), Math.Max(Math.Max(0, pad - place), Math.Min(taps, size + pad - place)));

    private struct ForwardChunks<T> : IChunkBody where T : unmanaged, IFloatingPointIeee754<T>
    {
        public ConvShape Shape;
        public T* X;
        public T* Weight;
        public T* Bias;
        public bool Relu;
        public T* Y;

        public readonly void Invoke(int chunk, int numChunks)
        {
            var (begin, end) = Partition.Even(Shape.Count, chunk, numChunks, GridsPerBlock);
            for (var first = begin; first < end; first += GridsPerBlock)
                for (var oy = 0; oy < Shape.OutHeight; oy++)
                    for (var ox = 0; ox < Shape.OutWidth; ox++) Place(first, Math.Min(GridsPerBlock, end - first), oy, ox);
        }

        private readonly void Place(int first, int count, int oy, int ox)
        {
            var (channels, taps) = (Shape.InChannels, Taps(ox, Shape.PadWidth, Shape.KernelWidth, Shape.Width));
            var (kyBegin, kyEnd) = Taps(oy, Shape.PadHeight, Shape.KernelHeight, Shape.Height);
            var y = Y + (long)first * Shape.OutSize + (oy * Shape.OutWidth + ox) * Shape.OutChannels;
            var depth = (taps.End - taps.Begin) * channels;
            for (var ky = kyBegin; ky < Math.Max(kyEnd, kyBegin + 1); ky++)
            {
                var isEmpty = ky >= kyEnd;
                var place = (oy - Shape.PadHeight + ky) * Shape.Width + ox - Shape.PadWidth + taps.Begin;
                var x = isEmpty ? X : X + (long)first * Shape.InSize + place * channels;
                var weight = Weight + (ky * Shape.KernelWidth + taps.Begin) * channels * Shape.OutChannels;
                GemmCore.Multiply(count, Shape.OutChannels, isEmpty ? 0 : depth, x, Shape.InSize, 1, weight, Shape.OutChannels, y, Shape.OutSize,
                    new GemmEpilogue<T> { Bias = ky == kyBegin ? Bias : null, Relu = Relu && ky >= kyEnd - 1, Accumulate = ky > kyBegin });
            }
        }
    }

    private struct BackwardChunks<T> : IChunkBody where T : unmanaged, IFloatingPointIeee754<T>
    {
        public ConvShape Shape;
        public T* X;
        public T* Mirrored;
        public T* Y;
        public T* GradY;
        public T* GradX;
        public T* Partials;

        public readonly void Invoke(int chunk, int numChunks)
        {
            var partial = Partials + (long)chunk * (Shape.WeightSize + Shape.OutChannels);
            new Span<T>(partial, Shape.WeightSize + Shape.OutChannels).Clear();
            using var masked = new Scratch<T>(Y == null ? 0 : (long)GridsPerBlock * Shape.OutSize);
            var (begin, end) = Partition.Even(Shape.Count, chunk, numChunks, GridsPerBlock);
            for (var first = begin; first < end; first += GridsPerBlock)
            {
                var count = Math.Min(GridsPerBlock, end - first);
                var offset = (long)first * Shape.OutSize;
                var grad = Y == null ? GradY + offset : masked.Pointer;
                var y = Y == null ? null : Y + offset;
                var places = count * Shape.OutHeight * Shape.OutWidth;
                ColumnSumKernel.AddTo(GradY + offset, y, grad, partial + Shape.WeightSize, places, Shape.OutChannels);
                for (var oy = 0; oy < Shape.OutHeight; oy++)
                    for (var ox = 0; ox < Shape.OutWidth; ox++) AddWeight(first, count, oy, ox, grad, partial);
                if (GradX == null) continue;
                for (var iy = 0; iy < Shape.Height; iy++)
                    for (var ix = 0; ix < Shape.Width; ix++) InputPlace(first, count, iy, ix, grad);
            }
        }

        private readonly void AddWeight(int first, int count, int oy, int ox, T* grad, T* gradWeight)
        {
            var (channels, taps) = (Shape.InChannels, Taps(ox, Shape.PadWidth, Shape.KernelWidth, Shape.Width));
            var (kyBegin, kyEnd) = Taps(oy, Shape.PadHeight, Shape.KernelHeight, Shape.Height);
            var gradHere = grad + (oy * Shape.OutWidth + ox) * Shape.OutChannels;
            for (var ky = kyBegin; ky < kyEnd; ky++)
            {
                var place = (oy - Shape.PadHeight + ky) * Shape.Width + ox - Shape.PadWidth + taps.Begin;
                GemmKernel.AddWeightGradient(X + (long)first * Shape.InSize + place * channels, Shape.InSize, gradHere, Shape.OutSize,
                    gradWeight + (ky * Shape.KernelWidth + taps.Begin) * channels * Shape.OutChannels, Shape.OutChannels, 0, count,
                    (taps.End - taps.Begin) * channels, Shape.OutChannels);
            }
        }

        /// <summary>One place of the input's gradient: a window over the result's gradient, mirrored left to right, walked from its last
        /// row.</summary>
        private readonly void InputPlace(int first, int count, int iy, int ix, T* grad)
        {
            var channels = Shape.OutChannels;
            var taps = Taps(ix, Shape.KernelWidth - 1 - Shape.PadWidth, Shape.KernelWidth, Shape.OutWidth);
            var gradX = GradX + (long)first * Shape.InSize + (iy * Shape.Width + ix) * Shape.InChannels;
            var accumulate = false;
            for (var ky = 0; ky < Shape.KernelHeight; ky++)
            {
                var oy = iy + Shape.PadHeight - ky;
                if (oy < 0 || oy >= Shape.OutHeight) continue;
                var place = oy * Shape.OutWidth + ix - (Shape.KernelWidth - 1 - Shape.PadWidth) + taps.Begin;
                var weight = Mirrored + (ky * Shape.KernelWidth + taps.Begin) * channels * Shape.InChannels;
                GemmCore.Multiply(count, Shape.InChannels, (taps.End - taps.Begin) * channels, grad + place * channels, Shape.OutSize, 1, weight,
                    Shape.InChannels, gradX, Shape.InSize, new GemmEpilogue<T> { Accumulate = accumulate });
                accumulate = true;
            }
        }
    }
}
