using static TorchSharp.torch;

namespace GraphSeq.Training;

/// <summary>Remembers the best epoch so far, its weights if wanted, and how long ago it was.</summary>
internal sealed class BestEpoch(MonitoredQuantity monitor, bool keepWeights) : IDisposable
{
    private double _score = double.NegativeInfinity;
    private ModelSnapshot? _weights;

    /// <summary>The best epoch, counted from 1; 0 before any.</summary>
    public int Epoch { get; private set; }

    /// <summary>Takes an epoch into account; ties go to the earlier one, and a NaN is never best.</summary>
    public void Offer(int epoch, Evaluation validation, nn.Module model)
    {
        var score = monitor == MonitoredQuantity.Loss ? -validation.Loss : validation.MainMetric;
        if (!(score > _score) && Epoch > 0) return;
        (Epoch, _score) = (epoch, double.IsNaN(score) ? double.NegativeInfinity : score);
        if (!keepWeights) return;
        _weights?.Dispose();
        _weights = new ModelSnapshot(model);
    }

    /// <summary>Puts the best epoch's weights into the model; false when none were kept.</summary>
    public bool Restore(nn.Module model)
    {
        _weights?.Restore(model);
        return _weights is not null;
    }

    public void Dispose() => _weights?.Dispose();
}
