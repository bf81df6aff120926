using TorchSharp;
using static TorchSharp.torch;

namespace GraphSeq.Graph;

/// <summary>Positions on the host, and as int64 tensors on the devices that asked for them; <see cref="Dispose"/> frees those.</summary>
internal sealed class IndexTensor(long[] values) : IDisposable
{
    private readonly KeptTensors<(DeviceType, int)> _tensors = new();

    public long[] Values => values;

    /// <summary>The positions on a device; kept and owned by this object.</summary>
    public Tensor On(Device? device) => _tensors.Get(
        (device?.type ?? DeviceType.CPU, device?.index ?? -1), (Values, Device: device),
        static call => HostTensors.Create<long>(call.Values, [call.Values.Length], call.Device));

    public void Dispose() => _tensors.Dispose();
}
