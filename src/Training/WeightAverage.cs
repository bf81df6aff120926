using static TorchSharp.torch;

namespace GraphSeq.Training;

/// <summary>The mean of a model's parameters and buffers over the last epochs of a run.</summary>
/// <param name="from">Share of the run behind which epochs count; null for none.</param>
/// <param name="epochs">Epochs of the whole run.</param>
internal sealed class WeightAverage(double? from, int epochs) : IDisposable
{
    private ModelSnapshot? _mean;

    /// <summary>Epochs in the mean.</summary>
    public int Count { get; private set; }

    /// <summary>The mean; null before any epoch that counts.</summary>
    public IReadOnlyDictionary<string, Tensor>? Weights => _mean?.State;

    /// <summary>Takes an epoch's weights into the mean, where it counts.</summary>
    /// <param name="epoch">The epoch, counted from 1.</param>
    /// <param name="model">Holds its weights.</param>
    public void Offer(int epoch, nn.Module model)
    {
        if (from is not { } share || !(epoch > share * epochs)) return;
        Count++;
        if (_mean is null) _mean = new ModelSnapshot(model);
        else _mean.MoveTowards(model, 1.0 / Count);
    }

    /// <summary>Takes up where another left off.</summary>
    public void Resume(int count, IReadOnlyDictionary<string, Tensor> weights)
    {
        _mean?.Dispose();
        (Count, _mean) = (count, count > 0 ? new ModelSnapshot(weights) : null);
    }

    /// <summary>Puts the mean into the model, where there is one.</summary>
    public void Restore(nn.Module model) => _mean?.Restore(model);

    public void Dispose() => _mean?.Dispose();
}
