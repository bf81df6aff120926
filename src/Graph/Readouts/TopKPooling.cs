using static TorchSharp.torch;

namespace GraphSeq.Graph.Readouts;

/// <summary>Keeps the nodes that score best under a learned projection p: with <c>y = tanh(X p / |p|)</c>, <c>X' = (X * y)</c> and <c>A' = A</c> at
/// the k largest of each graph; by minimal score with <c>y = softmax(X p)</c>.</summary>
/// <remarks><see href="https://arxiv.org/abs/1905.05178">H. Gao and S. Ji, "Graph U-Nets", 2019</see>;
/// <see href="https://arxiv.org/abs/1905.02850">B. Knyazev et al., "Understanding Attention and Generalization in Graph Neural Networks", 2019</see>.
/// PyG's twin is <c>TopKPooling</c>. Of equal scores the first node is kept.</remarks>
public sealed class TopKPooling : GraphPooling
{
    /// <summary>Starts from a uniform projection.</summary>
    /// <param name="inChannels">Features per node, <c>F</c>; at least 1.</param>
    /// <param name="ratio">Below 1 the share of each graph's nodes to keep, rounded up; 1 or more their number, rounded down, as in PyG.</param>
    /// <param name="minScore">Keeps instead nodes that score above this, and each graph's best; null goes by <paramref name="ratio"/>.</param>
    /// <param name="multiplier">Factor of the rows kept.</param>
    /// <param name="nonlinearity">What follows the projection; null for tanh.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="inChannels"/> is below 1 or <paramref name="ratio"/> is not above 0.</exception>
    public TopKPooling(long inChannels, double ratio = 0.5, double? minScore = null, double multiplier = 1, Func<Tensor, Tensor>? nonlinearity = null)
        : base(nameof(TopKPooling), new SelectTopK(inChannels, ratio, minScore, nonlinearity), multiplier)
    {
        RegisterComponents();
        this.OwnComponents();
    }

    private protected override Tensor Attend(Tensor attention, Tensor edgeIndex) => attention;
}
