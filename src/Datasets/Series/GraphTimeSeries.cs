using GraphSeq.Graph;

namespace GraphSeq.Datasets;

/// <summary>One long series on one graph: values of every node at every step, NaN where one is missing.</summary>
public sealed class GraphTimeSeries
{
    private readonly float[] _values;

    /// <summary>Checks and takes a series.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="values">Step by step, node by node, channel by channel: <c>[T, N, C]</c>; NaN where missing, else finite. Not copied.</param>
    /// <param name="adjacency">The graph, with N nodes; its edges in row order (<see cref="SparseAdjacency.EdgeId"/> is empty).</param>
    /// <param name="channelNames">What each channel is, <c>[C]</c>.</param>
    /// <param name="nodeNames">What each node is, <c>[N]</c>; null for their numbers.</param>
    /// <exception cref="ArgumentException">The sizes do not fit, or a value is infinite.</exception>
    public GraphTimeSeries(
        string name, float[] values, SparseAdjacency adjacency, IReadOnlyList<string> channelNames, IReadOnlyList<string>? nodeNames = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(adjacency);
        ArgumentNullException.ThrowIfNull(channelNames);
        var width = (long)adjacency.NumNodes * channelNames.Count;
        if (width == 0 || values.Length == 0 || values.Length % width != 0)
            throw new ArgumentException($"{name}: {values.Length} values do not fill steps of {adjacency.NumNodes} nodes and {channelNames.Count} channels.", nameof(values));
        if (nodeNames is not null && nodeNames.Count != adjacency.NumNodes)
            throw new ArgumentException($"{name}: there are {nodeNames.Count} names for {adjacency.NumNodes} nodes.", nameof(nodeNames));
        if (Array.FindIndex(values, float.IsInfinity) is var infinite and >= 0)
            throw new ArgumentException($"{name}: value {infinite} is infinite; use NaN where a value is missing.", nameof(values));
        if (!adjacency.EdgeId.IsEmpty && adjacency.NumEdges > 0)
            adjacency = SparseAdjacency.FromSortedRows(adjacency.RowPtr.ToArray(), adjacency.Source.ToArray(), adjacency.Weight.IsEmpty ? null : adjacency.Weight.ToArray());
        (Name, _values, Adjacency, ChannelNames) = (name, values, adjacency, channelNames);
        NodeNames = nodeNames ?? [.. Enumerable.Range(0, adjacency.NumNodes).Select(node => node.ToString(System.Globalization.CultureInfo.InvariantCulture))];
        NumSteps = (int)(values.Length / width);
    }

    /// <summary>The series' name.</summary>
    public string Name { get; }

    /// <summary>Number of steps, <c>T</c>.</summary>
    public int NumSteps { get; }

    /// <summary>Number of nodes, <c>N</c>.</summary>
    public int NumNodes => Adjacency.NumNodes;

    /// <summary>Number of channels, <c>C</c>.</summary>
    public int NumChannels => ChannelNames.Count;

    /// <summary>The graph.</summary>
    public SparseAdjacency Adjacency { get; }

    /// <summary>What each channel is.</summary>
    public IReadOnlyList<string> ChannelNames { get; }

    /// <summary>What each node is.</summary>
    public IReadOnlyList<string> NodeNames { get; }

    /// <summary>Values, <c>[T, N, C]</c> row-major; NaN where missing.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>One value.</summary>
    /// <param name="step">Step, from 0.</param>
    /// <param name="node">Node, from 0.</param>
    /// <param name="channel">Channel, from 0.</param>
    public float this[int step, int node, int channel = 0] => _values[((long)step * NumNodes + node) * NumChannels + channel];

    /// <summary>The same series where values that stand for nothing are missing (METR-LA: 0 where a detector was silent).</summary>
    /// <param name="isMissing">True for such a value.</param>
    public GraphTimeSeries MarkMissing(Func<float, bool> isMissing)
    {
        ArgumentNullException.ThrowIfNull(isMissing);
        return new(Name, Array.ConvertAll(_values, value => isMissing(value) ? float.NaN : value), Adjacency, ChannelNames, NodeNames);
    }

    /// <summary>The same series with two more channels, sine and cosine of the place in a period: time of day, week of year.</summary>
    /// <param name="stepsPerPeriod">Steps of a period, at least 2.</param>
    /// <param name="firstStep">Place of step 0 in its period.</param>
    public GraphTimeSeries WithPeriod(int stepsPerPeriod, int firstStep = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(stepsPerPeriod, 2);
        var (width, values) = (NumChannels + 2, new float[(long)NumSteps * NumNodes * (NumChannels + 2)]);
        for (var step = 0; step < NumSteps; step++)
        {
            var (sine, cosine) = Math.SinCos(2 * Math.PI * ((long)step + firstStep) / stepsPerPeriod);
            for (var node = 0; node < NumNodes; node++)
            {
                var row = step * NumNodes + node;
                _values.AsSpan(row * NumChannels, NumChannels).CopyTo(values.AsSpan(row * width));
                (values[row * width + NumChannels], values[row * width + NumChannels + 1]) = ((float)sine, (float)cosine);
            }
        }
        return new(Name, values, Adjacency, [.. ChannelNames, "period sine", "period cosine"], NodeNames);
    }

    /// <summary>Windows of the series as a set of graph sequences, divided by time; see <see cref="ForecastWindows"/>.</summary>
    /// <param name="options">History, horizon and so on.</param>
    /// <exception cref="ArgumentException">An option is out of range, or the series is too short for one window in each part.</exception>
    public ForecastWindows ToWindows(ForecastWindowOptions options) => new(this, options);
}
