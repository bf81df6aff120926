using GraphSeq.Graph.Convolutions;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Readouts;

/// <summary>Keeps the nodes that score best under a graph convolution: with <c>y = tanh(GNN(X, A))</c>, <c>X' = (X * y)</c> and
/// <c>A' = A</c> at the k largest of each graph; by minimal score with <c>y = softmax(GNN(X, A))</c>.</summary>
/// <remarks><see href="https://arxiv.org/abs/1904.08082">J. Lee et al., "Self-Attention Graph Pooling", 2019</see>. PyG's twin is
/// <c>SAGPooling</c>, and as in its version 2.9 a learned factor, <c>select.weight</c>, stands before the non-linearity (its sign; by minimal
/// score, itself). Of equal scores the first node is kept.</remarks>
public sealed class SAGPooling : GraphPooling
{
    [ComponentName(Name = "gnn")] private readonly GraphConvolution _gnn;

    /// <summary>Scores nodes by a <see cref="GraphConv"/>, PyG's default.</summary>
    /// <param name="inChannels">Features per node, <c>F</c>; at least 1.</param>
    /// <param name="ratio">Below 1 the share of each graph's nodes to keep, rounded up; 1 or more their number, rounded down, as in PyG.</param>
    /// <param name="minScore">Keeps instead nodes that score above this, and each graph's best; null goes by <paramref name="ratio"/>.</param>
    /// <param name="multiplier">Factor of the rows kept.</param>
    /// <param name="nonlinearity">What follows the convolution; null for tanh.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="inChannels"/> is below 1 or <paramref name="ratio"/> is not above 0.</exception>
    public SAGPooling(long inChannels, double ratio = 0.5, double? minScore = null, double multiplier = 1, Func<Tensor, Tensor>? nonlinearity = null)
        : this(new GraphConv(inChannels, 1), ratio, minScore, multiplier, nonlinearity)
    {
    }

    /// <summary>Takes over the convolution.</summary>
    /// <param name="gnn">Scores nodes: one feature on the way out.</param>
    /// <param name="ratio">Below 1 the share of each graph's nodes to keep, rounded up; 1 or more their number, rounded down, as in PyG.</param>
    /// <param name="minScore">Keeps instead nodes that score above this, and each graph's best; null goes by <paramref name="ratio"/>.</param>
    /// <param name="multiplier">Factor of the rows kept.</param>
    /// <param name="nonlinearity">What follows the convolution; null for tanh.</param>
    /// <exception cref="ArgumentException">The convolution has more than one feature on the way out.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="ratio"/> is not above 0.</exception>
    public SAGPooling(
        GraphConvolution gnn, double ratio = 0.5, double? minScore = null, double multiplier = 1, Func<Tensor, Tensor>? nonlinearity = null)
        : base(nameof(SAGPooling), new SelectTopK(1, ratio, minScore, nonlinearity), multiplier)
    {
        ArgumentNullException.ThrowIfNull(gnn);
        if (gnn.OutputSize != 1)
            Shapes.Fail(nameof(SAGPooling), nameof(gnn), $"of {gnn.OutputSize} output features", "of 1, the score", "Build it with outChannels: 1.");
        _gnn = gnn;
        RegisterComponents();
        this.OwnComponents();
    }

    /// <inheritdoc/>
    public override void ResetParameters(Generator? generator = null)
    {
        base.ResetParameters(generator);
        _gnn.ResetParameters(generator);
    }

    private protected override Tensor Attend(Tensor attention, Tensor edgeIndex) => _gnn.call(attention, edgeIndex);
}
