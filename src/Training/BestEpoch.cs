using static TorchSharp.torch;

namespace GraphSeq.Training;

/// <summary>Remembers the best epoch so far, its weights if wanted, and how long ago it was.</summary>
internal sealed class BestEpoch(MonitoredQuantity monitor, bool keepWeights) : IDisposable
{
    private ModelSnapshot? _weights;

    /// <summary>What the best epoch scored.</summary>
    public double Score { get; private set; } = double.NegativeInfinity;

    /// <summary>Weights of the best epoch; null when none are kept.</summary>
    public IReadOnlyDictionary<string, Tensor>? Weights => _weights?.State;

    /// <summary>The best epoch, counted from 1; 0 before any.</summary>
    public int Epoch { get; private set; }

    /// <summary>Takes an epoch into account; ties go to the earlier one, and a NaN is never best.</summary>
    public void Offer(int epoch, Evaluation validation, nn.Module model)
    {
        var score = monitor == MonitoredQuantity.Loss ? -validation.Loss : validation.MainMetric;
        if (!(score > Score) && Epoch > 0) return;
        (Epoch, Score) = (epoch, double.IsNaN(score) ? double.NegativeInfinity : score);
        if (!keepWeights) return;
        _weights?.Dispose();
        _weights = new ModelSnapshot(model);
    }

    /// <summary>Takes up where another left off.</summary>
    public void Resume(int epoch, double score, IReadOnlyDictionary<string, Tensor> weights)
    {
        (Epoch, Score) = (epoch, score);
        _weights?.Dispose();
        _weights = keepWeights && weights.Count > 0 ? new ModelSnapshot(weights) : null;
    }

    /// <summary>Puts the best epoch's weights into the model; false when none were kept.</summary>
    public bool Restore(nn.Module model)
    {
        _weights?.Restore(model);
        return _weights is not null;
    }

    public void Dispose() => _weights?.Dispose();
}
