using GraphSeq.Graph.Stages;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Readouts;

/// <summary>Column-wise maximum of each graph's rows; an empty graph gives zeros. PyG's twin is <c>global_max_pool</c>.</summary>
public sealed class GlobalMaxPool() : Readout(nameof(GlobalMaxPool))
{
    /// <param name="x">Node rows, <c>[N, F]</c>.</param>
    /// <param name="index">The graph of each node.</param>
    /// <returns><c>[G, F]</c>, owned by the caller.</returns>
    /// <exception cref="ArgumentException">There are not as many rows as nodes.</exception>
    public override Tensor forward(Tensor x, BatchIndex index) => Segments.Max(x, index);

    internal override Stage? Stage() => new SegmentMaxStage();
}
