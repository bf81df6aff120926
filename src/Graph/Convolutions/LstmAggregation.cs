using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Convolutions;

/// <summary>An LSTM over the sources of each node, in the order edges were given; its last state is the result (PyG: <c>LSTMAggregation</c>).</summary>
/// <remarks>As in PyG every list of sources is filled up with zeros to the longest one, and the LSTM runs over the zeros too: the result depends on
/// the largest degree in the batch.</remarks>
internal sealed class LstmAggregation : nn.Module<Tensor, SparseAdjacency, Tensor>
{
    [ComponentName(Name = "lstm")] private readonly LSTM _lstm;
    private readonly long _channels;

    public LstmAggregation(long channels) : base(nameof(LstmAggregation))
    {
        _channels = channels;
        _lstm = nn.LSTM(channels, channels, batchFirst: true);
        RegisterComponents();
    }

    public void ResetParameters(Generator? generator = null)
    {
        foreach (var parameter in _lstm.parameters()) Initialization.Uniform(parameter, 1 / Math.Sqrt(_channels), generator);
    }

    public override Tensor forward(Tensor x, SparseAdjacency adjacency)
    {
        using var scope = NewDisposeScope();
        var csr = adjacency.Csr;
        var longest = 0;
        for (var i = 0; i < csr.NumRows; i++) longest = Math.Max(longest, csr.RowPtr[i + 1] - csr.RowPtr[i]);
        if (longest == 0) return zeros([csr.NumRows, _channels], x.dtype, x.device).MoveToOuterDisposeScope();

        var messages = Aggregate.Scaled(adjacency, Aggregate.SourceRows(adjacency, x));
        var padded = cat([messages, zeros([1, _channels], x.dtype, x.device)], 0);
        var index = HostTensors.Create<long>(EntriesInEdgeOrder(csr, longest), [(long)csr.NumRows * longest], x.device);
        var sequences = padded.index_select(0, index).view(csr.NumRows, longest, _channels);
        var (states, _, _) = _lstm.call(sequences);
        return states[.., longest - 1].MoveToOuterDisposeScope();
    }

    /// <summary>The entries of each row in the order edges were given, filled up with the number of entries.</summary>
    private static long[] EntriesInEdgeOrder(Csr csr, int longest)
    {
        var entries = new long[csr.NumRows * longest];
        Array.Fill(entries, csr.NumEntries);
        for (var i = 0; i < csr.NumRows; i++)
        {
            var (begin, end) = (csr.RowPtr[i], csr.RowPtr[i + 1]);
            var row = entries.AsSpan(i * longest, end - begin);
            for (var k = 0; k < row.Length; k++) row[k] = begin + k;
            if (csr.Origin is { } edge) edge.AsSpan(begin..end).ToArray().AsSpan().Sort(row);
        }
        return entries;
    }
}
