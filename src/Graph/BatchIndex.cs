using TorchSharp;
using static TorchSharp.torch;

namespace GraphSeq.Graph;

/// <summary>Which graph each node of a batch belongs to: nodes of graph <c>g</c> are the rows <c>[Ptr[g], Ptr[g + 1])</c>.</summary>
/// <remarks>Readouts take it; layers never see it. Holds tensors only once they are asked for; <see cref="Dispose"/> frees them. Until then safe from
/// several threads at once.</remarks>
public sealed class BatchIndex : IDisposable
{
    private readonly int[] _ptr;
    private readonly KeptTensors<(DeviceType, int)> _batch = new();

    /// <summary>From offsets.</summary>
    /// <param name="ptr">Ascending offsets of the graphs' first nodes and, last, the number of nodes: <c>[G + 1]</c>. Not copied.</param>
    /// <exception cref="ArgumentException">The offsets do not start at 0 or descend.</exception>
    public BatchIndex(int[] ptr)
    {
        ArgumentNullException.ThrowIfNull(ptr);
        if (ptr.Length == 0 || ptr[0] != 0) throw new ArgumentException("BatchIndex: ptr must start with 0.", nameof(ptr));
        for (var g = 1; g < ptr.Length; g++)
            if (ptr[g] < ptr[g - 1])
                throw new ArgumentException($"BatchIndex: ptr[{g}] is {ptr[g]}, below ptr[{g - 1}], which is {ptr[g - 1]}; offsets must ascend.", nameof(ptr));
        _ptr = ptr;
    }

    /// <summary>Offsets of the graphs' nodes, <c>[G + 1]</c>.</summary>
    public ReadOnlySpan<int> Ptr => _ptr;

    /// <summary>Number of graphs, <c>G</c>.</summary>
    public int NumGraphs => _ptr.Length - 1;

    /// <summary>Number of nodes, <c>N</c>.</summary>
    public int NumNodes => _ptr[^1];

    internal int[] PtrArray => _ptr;

    /// <summary>From PyG's batch vector.</summary>
    /// <param name="batch">Graph of each node, <c>[N]</c> int64, ascending.</param>
    /// <param name="numGraphs">Number of graphs; null for the highest in the vector + 1. More than that leaves empty graphs at the end.</param>
    /// <exception cref="ArgumentException">The vector is not one-dimensional int64, descends, or names a graph beyond <paramref name="numGraphs"/>.</exception>
    public static BatchIndex FromTensor(Tensor batch, int? numGraphs = null)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.Dimensions != 1 || batch.dtype != ScalarType.Int64)
            throw new ArgumentException($"BatchIndex: batch is {Shapes.Describe(batch)} but must be [numNodes] int64.", nameof(batch));
        using var scope = NewDisposeScope();
        var graphs = batch.cpu().data<long>().ToArray();
        var count = numGraphs ?? (graphs.Length == 0 ? 0 : checked((int)graphs.Max() + 1));
        var ptr = new int[count + 1];
        for (var i = 0; i < graphs.Length; i++)
        {
            if (graphs[i] < 0 || graphs[i] >= count || (i > 0 && graphs[i] < graphs[i - 1]))
                throw new ArgumentException(
                    $"BatchIndex: batch[{i}] is {graphs[i]} but must ascend within [0, {count}). Sort the nodes by graph first.", nameof(batch));
            ptr[graphs[i] + 1]++;
        }
        for (var g = 0; g < count; g++) ptr[g + 1] += ptr[g];
        return new BatchIndex(ptr);
    }

    /// <summary>One graph that holds all nodes.</summary>
    /// <param name="numNodes">Number of nodes.</param>
    public static BatchIndex SingleGraph(int numNodes) => new([0, numNodes]);

    /// <summary>PyG's batch vector: the graph of each node, <c>[N]</c> int64; kept and owned by this object.</summary>
    /// <param name="device">Where; null for the CPU.</param>
    public Tensor Tensor(Device? device = null) => _batch.Get(
        (device?.type ?? DeviceType.CPU, device?.index ?? -1), (Index: this, Device: device),
        static call => HostTensors.Create<long>(call.Index.GraphOfEachNode(), [call.Index.NumNodes], call.Device));

    /// <summary>Frees the tensors made by <see cref="Tensor"/>.</summary>
    public void Dispose() => _batch.Dispose();

    private long[] GraphOfEachNode()
    {
        var values = new long[NumNodes];
        for (var g = 0; g < NumGraphs; g++) values.AsSpan(_ptr[g], _ptr[g + 1] - _ptr[g]).Fill(g);
        return values;
    }
}
