using static TorchSharp.torch;

namespace GraphSeq.Graph;

/// <summary>Mean and deviation of node features over batches, in double precision; steps behind a series' length do not count.</summary>
/// <remarks>Batches are merged as in <see href="https://doi.org/10.1080/00031305.1983.10483115">Chan, Golub, LeVeque, "Algorithms for Computing the
/// Sample Variance", 1983</see>.</remarks>
public sealed class FeatureStatistics
{
    private readonly long[] _nodeShape;
    private readonly double[] _mean;
    private readonly double[] _squares;
    private double _count;

    /// <summary>Nothing seen yet.</summary>
    /// <param name="nodeShape">Shape of one node's features: <c>[F]</c>, <c>[T, C]</c>, <c>[C, H, W]</c> or <c>[T, C, H, W]</c>; T may be -1, for any.</param>
    /// <exception cref="ArgumentException">The shape is of another rank.</exception>
    public FeatureStatistics(IReadOnlyList<long> nodeShape)
    {
        ArgumentNullException.ThrowIfNull(nodeShape);
        _nodeShape = [.. nodeShape];
        _mean = new double[_nodeShape[FeatureScaler.ChannelAxis(nodeShape)]];
        _squares = new double[_mean.Length];
    }

    /// <summary>Takes a batch into account.</summary>
    /// <param name="x">Node features, <c>[N, ...nodeShape]</c>, or those of single steps, without T.</param>
    /// <param name="lengths">True length of each node's series, <c>[N]</c> int64; null when all are full, and for features without time.</param>
    /// <exception cref="ArgumentException">A shape is not as above, or a feature is not finite.</exception>
    public void Add(Tensor x, Tensor? lengths = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (!FeatureScaler.Fits(x, _nodeShape))
            throw new ArgumentException(
                $"FeatureStatistics: x is {Shapes.Describe(x.shape)} but a node's features are {Shapes.Describe(_nodeShape)}.", nameof(x));
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var ofSteps = x.Dimensions == _nodeShape.Length;                // single steps, without T
        var axis = (ofSteps ? 0 : 1) + FeatureScaler.ChannelAxis(_nodeShape);
        var rows = x.to(ScalarType.Float64).movedim([axis], [-1]);      // [N, (T,) (H, W,) C]
        if (lengths is not null && !ofSteps && _nodeShape.Length is 2 or 4)
            rows = rows[arange(x.shape[1], device: x.device).unsqueeze(0) < lengths!.unsqueeze(1)];
        rows = rows.reshape(-1, _mean.Length);
        if (rows.shape[0] == 0) return;
        Merge(rows.shape[0], HostTensors.ToArray<double>(rows.mean([0])), HostTensors.ToArray<double>(rows.var(0, unbiased: false)));
    }

    /// <summary>The scaler: mean and population deviation. A constant feature has scale 1.</summary>
    /// <param name="clip">Largest magnitude that comes out, above 0; null for no limit.</param>
    /// <exception cref="InvalidOperationException">No row has been seen.</exception>
    public FeatureScaler ToScaler(double? clip)
    {
        if (_count == 0) throw new InvalidOperationException("FeatureStatistics: there are no node features to fit on.");
        var scale = new float[_mean.Length];
        for (var c = 0; c < scale.Length; c++)
        {
            var deviation = Math.Sqrt(_squares[c] / _count);
            // Less than the spacing of float32 numbers around the mean is rounding, not variation.
            scale[c] = deviation > 1e-7 * Math.Abs(_mean[c]) && (float)deviation > 0 ? (float)deviation : 1;
        }
        return new FeatureScaler(Array.ConvertAll(_mean, m => (float)m), scale, _nodeShape, clip);
    }

    private void Merge(long count, double[] mean, double[] variance)
    {
        for (var c = 0; c < mean.Length; c++)
        {
            if (!double.IsFinite(variance[c]))
                throw new ArgumentException(
                    $"FeatureStatistics: feature {c} has values that are not finite. Mend the data, or leave the feature out.");
            var delta = mean[c] - _mean[c];
            _squares[c] += variance[c] * count + delta * delta * _count * count / (_count + count);
            _mean[c] += delta * count / (_count + count);
        }
        _count += count;
    }
}
