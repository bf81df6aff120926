using TorchSharp;
using static TorchSharp.torch;

namespace GraphSeq.Graph;

/// <summary>Positions on the host, and as int64 tensors on the devices that asked for them; <see cref="Dispose"/> frees those.</summary>
internal sealed class IndexTensor(long[] values) : IDisposable
{
    private readonly Dictionary<(DeviceType, int), Tensor> _tensors = [];

    public long[] Values => values;

    /// <summary>The positions on a device; kept and owned by this object.</summary>
    public Tensor On(Device? device)
    {
        var key = (device?.type ?? DeviceType.CPU, device?.index ?? -1);
        if (_tensors.TryGetValue(key, out var known)) return known;
        return _tensors[key] = HostTensors.Create<long>(values, [values.Length], device).DetachFromDisposeScope();
    }

    public void Dispose()
    {
        foreach (var tensor in _tensors.Values) tensor.Dispose();
        _tensors.Clear();
    }
}
