using GraphSeq.Datasets;
using GraphSeq.Graph;
using GraphSeq.Models;
using static TorchSharp.torch;

namespace GraphSeq.Training.Reports;

/// <summary>What the head sees of some graphs, brought to two numbers by principal components.</summary>
internal static class EmbeddingMap
{
    private const int BatchSize = 64;

    /// <returns>First and second component of each graph, and the share of the variance that each has.</returns>
    public static (double[] X, double[] Y, double[] Shares) Compute(SequenceGraphModel model, GraphDataset dataset, IReadOnlyList<int> graphs)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        model.eval();
        List<Tensor> parts = [];
        foreach (var ids in graphs.Chunk(BatchSize))
        {
            using var batch = dataset.Batch(ids);
            parts.Add(model.Embed(batch).to(ScalarType.Float64));
        }
        var rows = cat(parts, 0);
        var (u, s, _) = linalg.svd(rows - rows.mean([0], keepdim: true), fullMatrices: false);
        var components = u * s;
        var variance = s.square();
        var shares = HostTensors.ToArray<double>(variance / variance.sum().clamp_min(1e-300));
        return (Column(0), Column(1), [shares[0], shares.Length > 1 ? shares[1] : 0]);

        double[] Column(int k) => k < components.shape[1] ? HostTensors.ToArray<double>(components[TensorIndex.Colon, k]) : new double[rows.shape[0]];
    }
}
