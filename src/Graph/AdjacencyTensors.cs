using TorchSharp;
using static TorchSharp.torch;

namespace GraphSeq.Graph;

/// <summary>The entries of a <see cref="SparseAdjacency"/> as tensors, for the libtorch path: made on first use, kept per device.</summary>
internal sealed class AdjacencyTensors(SparseAdjacency adjacency) : IDisposable
{
    private readonly KeptTensors<(string Name, ScalarType Type, DeviceType Device, int Index)> _kept = new();

    /// <summary>Source of each entry, <c>[E]</c> int64.</summary>
    public Tensor Source(Device device) => Keep("source", ScalarType.Int64, device, static edges => Widen(edges.Csr.Column));

    /// <summary>Target of each entry, <c>[E]</c> int64.</summary>
    public Tensor Target(Device device) => Keep("target", ScalarType.Int64, device, static edges => Widen(edges.Csr.ExpandRows()));

    /// <summary>Edge of each entry, <c>[E]</c> int64, -1 for an added self-loop; null when entry <c>e</c> is edge <c>e</c>.</summary>
    public Tensor? EdgeId(Device device) =>
        adjacency.Csr.Origin is null ? null : Keep("edge", ScalarType.Int64, device, static edges => Widen(edges.Csr.Origin!));

    /// <summary>Constant weight of each entry, <c>[E]</c>; null when every weight is 1.</summary>
    public Tensor? Weight(ScalarType type, Device device) =>
        adjacency.WeightArray is null ? null
        : type == ScalarType.Float64 ? Keep("weight", type, device, static edges => HostTensors.Create<double>(edges.ExactWeights()!, [edges.NumEdges]))
        : Keep("weight", type, device, static edges => HostTensors.Create<float>(edges.WeightArray!, [edges.NumEdges]));

    /// <summary>Number of entries of each node, <c>[N]</c>.</summary>
    public Tensor Count(ScalarType type, Device device) => Keep("count", type, device, static edges =>
    {
        var rowPtr = edges.Rows.RowPtr;
        var count = new double[edges.NumNodes];
        for (var i = 0; i < count.Length; i++) count[i] = rowPtr[i + 1] - rowPtr[i];
        return HostTensors.Create(count, [count.Length]);
    });

    /// <summary>One over the number of entries of each node, <c>[N]</c>; 0 for a node without any.</summary>
    public Tensor InverseCount(ScalarType type, Device device) => Keep("inverse count", type, device, static edges =>
    {
        var rowPtr = edges.Rows.RowPtr;
        var inverse = new double[edges.NumNodes];
        for (var i = 0; i < inverse.Length; i++) inverse[i] = rowPtr[i + 1] > rowPtr[i] ? 1.0 / (rowPtr[i + 1] - rowPtr[i]) : 0;
        return HostTensors.Create(inverse, [inverse.Length]);
    });

    public void Dispose() => _kept.Dispose();

    private Tensor Keep(string name, ScalarType type, Device device, Func<SparseAdjacency, Tensor> make) => _kept.Get(
        (name, type, device.type, device.index), (Edges: adjacency, Make: make, Type: type, Device: device),
        static call => call.Make(call.Edges).to(call.Type).to(call.Device));

    private static Tensor Widen(int[] values) => HostTensors.Create(Array.ConvertAll(values, v => (long)v), [values.Length]);
}
