using static TorchSharp.torch;

namespace GraphSeq.Graph.Autograd;

/// <summary>Reductions by index on any device, in libtorch operations; those TorchSharp does not bind go through a scripted function.</summary>
internal static class TorchSegments
{
    // The start is NaN because libtorch counts a start that equals the result among those that share the gradient, also where it is not included.
    private const string Script =
        """
        def maximum(x: Tensor, index: Tensor, count: int):
            spread = index.view([-1] + [1] * (x.dim() - 1)).expand_as(x)
            start = torch.full([count] + x.size()[1:], float("nan"), dtype=x.dtype, device=x.device)
            result = start.scatter_reduce(0, spread, x, "amax", include_self=False)
            size = torch.zeros(count, dtype=x.dtype, device=x.device).index_add(0, index, torch.ones_like(index, dtype=x.dtype))
            return result.masked_fill((size == 0).view([-1] + [1] * (x.dim() - 1)), 0.0)

        def largest_integer(x: Tensor, index: Tensor, count: int):
            spread = index.view([-1] + [1] * (x.dim() - 1)).expand_as(x)
            return torch.zeros([count] + x.size()[1:], dtype=x.dtype, device=x.device).scatter_reduce(0, spread, x, "amax", include_self=False)

        def smallest_integer(x: Tensor, index: Tensor, count: int):
            spread = index.view([-1] + [1] * (x.dim() - 1)).expand_as(x)
            return torch.zeros([count] + x.size()[1:], dtype=x.dtype, device=x.device).scatter_reduce(0, spread, x, "amin", include_self=False)

        def minimum(x: Tensor, index: Tensor, count: int):
            return -maximum(-x, index, count)

        """;

    private static readonly Lazy<jit.CompilationUnit> Compiled = new(() => jit.compile(Script));

    /// <summary><c>y[s] = sum of x[i] with index[i] = s</c>.</summary>
    public static Tensor Sum(Tensor x, Tensor index, long count) =>
        zeros([count, .. x.shape[1..]], x.dtype, x.device).index_add(0, index, x, 1);

    /// <summary>Sum over the number of members; an empty segment gives 0.</summary>
    public static Tensor Mean(Tensor x, Tensor index, long count)
    {
        var size = zeros(count, x.dtype, x.device).index_add(0, index, ones(index.shape[0], x.dtype, x.device), 1).clamp_min(1);
        return Sum(x, index, count) / Column(size, x);
    }

    /// <summary>Largest or smallest value; an empty segment gives 0.</summary>
    public static Tensor Extremum(Tensor x, Tensor index, long count, bool largest) =>
        (Tensor)Compiled.Value.invoke(
            x.is_floating_point() ? largest ? "maximum" : "minimum" : largest ? "largest_integer" : "smallest_integer", x, index, count);

    /// <summary>Biased variance.</summary>
    public static Tensor Variance(Tensor x, Tensor index, long count) =>
        Mean((x - Mean(x, index, count).index_select(0, index)).square(), index, count);

    /// <summary>Softmax within each segment.</summary>
    public static Tensor Softmax(Tensor score, Tensor index, long count)
    {
        using var guard = no_grad();
        var largest = Extremum(score.detach(), index, count, largest: true).index_select(0, index);
        using var differentiable = enable_grad();
        var power = (score - largest).exp();
        return power / Sum(power, index, count).index_select(0, index);
    }

    private static Tensor Column(Tensor perRow, Tensor like) => perRow.view([-1, .. Enumerable.Repeat(1L, (int)like.Dimensions - 1)]);
}
