using static TorchSharp.torch;

namespace GraphSeq.Encoders;

/// <summary>The order in which the kernels keep signals: channels last and time, where there is one, behind the nodes. Views only: what one kernel
/// writes, the next one reads without a copy, while every tensor in between has PyTorch's shape.</summary>
internal static class KernelLayout
{
    /// <summary><c>[N, C, L]</c> as <c>[N, L, 1, C]</c>; <c>[N, C, H, W]</c> as <c>[N, H, W, C]</c>, or <c>[N, W, H, C]</c> where time is the
    /// width.</summary>
    public static Tensor From(Tensor x, int? timeDim) =>
        x.dim() == 3 ? x.transpose(1, 2).unsqueeze(2) : IsTransposed(x.dim(), timeDim) ? x.permute(0, 3, 2, 1) : x.permute(0, 2, 3, 1);

    /// <summary>The way back of <see cref="From"/>, to three dimensions or four.</summary>
    public static Tensor To(Tensor x, long dim, int? timeDim) =>
        dim == 3 ? x.squeeze(2).transpose(1, 2) : IsTransposed(dim, timeDim) ? x.permute(0, 3, 2, 1) : x.permute(0, 3, 1, 2);

    /// <summary>A weight <c>[C_out, C, K]</c> or <c>[C_out, C, K_h, K_w]</c> for signals in this order, always of four dimensions.</summary>
    public static Tensor FromWeight(Tensor weight, int? timeDim) =>
        weight.dim() == 3 ? weight.unsqueeze(3) : IsTransposed(weight.dim(), timeDim) ? weight.transpose(2, 3) : weight;

    /// <summary>Sizes along the two directions in this order; of a series, the second one is <paramref name="none"/>.</summary>
    public static (int First, int Second) FromExtent(Extent extent, long dim, int? timeDim, int none) =>
        dim == 3 ? ((int)extent.Width, none) : IsTransposed(dim, timeDim) ? ((int)extent.Width, (int)extent.Height) : ((int)extent.Height, (int)extent.Width);

    private static bool IsTransposed(long dim, int? timeDim) => dim == 4 && timeDim == 3;
}
