using TorchSharp;
using static TorchSharp.torch;

namespace GraphSeq.Graph;

/// <summary>The entries of a <see cref="SparseAdjacency"/> as tensors, for the libtorch path: made on first use, kept per device.</summary>
internal sealed class AdjacencyTensors(SparseAdjacency adjacency) : IDisposable
{
    private readonly Dictionary<(string Name, ScalarType Type, DeviceType Device, int Index), Tensor> _kept = [];

    /// <summary>Source of each entry, <c>[E]</c> int64.</summary>
    public Tensor Source(Device device) => Keep("source", ScalarType.Int64, device, () => Widen(adjacency.Csr.Column));

    /// <summary>Target of each entry, <c>[E]</c> int64.</summary>
    public Tensor Target(Device device) => Keep("target", ScalarType.Int64, device, () => Widen(adjacency.Csr.ExpandRows()));

    /// <summary>Edge of each entry, <c>[E]</c> int64, -1 for an added self-loop; null when entry <c>e</c> is edge <c>e</c>.</summary>
    public Tensor? EdgeId(Device device) =>
        adjacency.Csr.Origin is { } origin ? Keep("edge", ScalarType.Int64, device, () => Widen(origin)) : null;

    /// <summary>Constant weight of each entry, <c>[E]</c>; null when every weight is 1.</summary>
    public Tensor? Weight(ScalarType type, Device device) =>
        adjacency.WeightArray is not { } weight ? null
        : type == ScalarType.Float64 ? Keep("weight", type, device, () => HostTensors.Create(adjacency.ExactWeights()!, [adjacency.NumEdges]))
        : Keep("weight", type, device, () => HostTensors.Create(weight, [adjacency.NumEdges]));

    /// <summary>Number of entries of each node, <c>[N]</c>.</summary>
    public Tensor Count(ScalarType type, Device device) => Keep("count", type, device, () =>
    {
        var rowPtr = adjacency.Csr.RowPtr;
        var count = new double[adjacency.NumNodes];
        for (var i = 0; i < count.Length; i++) count[i] = rowPtr[i + 1] - rowPtr[i];
        return HostTensors.Create(count, [count.Length]);
    });

    /// <summary>One over the number of entries of each node, <c>[N]</c>; 0 for a node without any.</summary>
    public Tensor InverseCount(ScalarType type, Device device) => Keep("inverse count", type, device, () =>
    {
        var rowPtr = adjacency.Csr.RowPtr;
        var inverse = new double[adjacency.NumNodes];
        for (var i = 0; i < inverse.Length; i++) inverse[i] = rowPtr[i + 1] > rowPtr[i] ? 1.0 / (rowPtr[i + 1] - rowPtr[i]) : 0;
        return HostTensors.Create(inverse, [inverse.Length]);
    });

    public void Dispose()
    {
        foreach (var tensor in _kept.Values) tensor.Dispose();
        _kept.Clear();
    }

    private Tensor Keep(string name, ScalarType type, Device device, Func<Tensor> make)
    {
        var key = (name, type, device.type, device.index);
        if (_kept.TryGetValue(key, out var known)) return known;
        using var scope = NewDisposeScope();
        return _kept[key] = make().to(type).to(device).DetachFromDisposeScope();
    }

    private static Tensor Widen(int[] values) => HostTensors.Create(Array.ConvertAll(values, v => (long)v), [values.Length]);
}
