namespace GraphSeq.Datasets;

/// <summary>The series of a CSV folder's nodes: one row of <c>sequences.csv</c> per node and step.</summary>
internal sealed class CsvSeries
{
    private const long MaxValues = 1L << 28;                // of the padded array: 1 GiB
    private readonly List<int> _node = [];
    private readonly List<int> _step = [];
    private readonly CsvFeatures _values;
    private readonly string _path;
    private int[] _first = [];
    private long[] _lengths = [];

    private CsvSeries(CsvFeatures values, string path) => (_values, _path) = (values, path);

    /// <summary>Reads the table; null where there is none.</summary>
    public static CsvSeries? Read(TextSource? source, CsvFolderSchema schema, CsvNodeIds ids, ProblemLog log)
    {
        if (source is null) return null;
        using var table = CsvTable.Open(source, schema.Separator, log);
        var columns = schema.Sequences;
        var (node, step) = (table.Require(columns.Node, "holds the ids of the nodes"), table.Require(columns.Step, "holds the time step"));
        var graph = table.Find(columns.Graph);
        var series = new CsvSeries(new CsvFeatures(table, columns, [node, step, graph]), source.Path);
        Dictionary<(int Node, int Step), long> seen = [];
        while (table.Read())
        {
            var found = ids.Resolve(table, graph, node, "node");
            if (found < 0 || table.WholeNumber(step) is not { } time) continue;
            if (!seen.TryAdd((found, time), table.Line))
            {
                table.Error("duplicate-step", $"node {CsvTable.Show(table.Text(node))} has step {time} twice, first on line {seen[(found, time)]}.", Fix.Drop);
                continue;
            }
            series._node.Add(found);
            series._step.Add(time);
            series._values.Add(table);
        }
        if (series._values.Categories.FirstOrDefault() is { } categories)
            throw new DatasetFormatException(source.Path, 2, $"column '{categories.Name}' is not a number, but the values of series are numbers.");
        if (series._values.NumNumbers == 0 && !log.HasErrors) throw new DatasetFormatException(source.Path, 1, "the file has no column of values.");
        series.CheckSteps(ids.Count, seen, log);
        return series;
    }

    /// <summary>Parts with features <c>[T, C]</c>: the values of each step and behind them, step after step, the node's own numbers.</summary>
    public GraphDatasetParts AddTo(GraphDatasetParts parts, float[] numbers, IReadOnlyList<string> numberNames)
    {
        var (numNodes, values, valueWidth) = (parts.NodePtr[^1], _values.Numbers, _values.NumNumbers);
        var (longest, channels) = (_lengths.DefaultIfEmpty().Max(), valueWidth + numberNames.Count);
        if (numNodes * longest * channels > MaxValues)
            throw new DatasetFormatException(
                _path, 0, $"{numNodes} nodes with series of up to {longest} steps of {channels} values would make more than {MaxValues} numbers. " +
                    "Cut the longest series into windows.");
        var features = new float[numNodes * longest * channels];
        for (var row = 0; row < _node.Count; row++)
        {
            var at = (_node[row] * longest + _step[row] - _first[_node[row]]) * channels;
            values.AsSpan(row * valueWidth, valueWidth).CopyTo(features.AsSpan((int)at));
            numbers.AsSpan(_node[row] * numberNames.Count, numberNames.Count).CopyTo(features.AsSpan((int)at + valueWidth));
        }
        return parts with
        {
            Features = features,
            NodeShape = [longest, channels],
            FeatureNames = [.. _values.NumberNames, .. numberNames],
            Lengths = _lengths.All(length => length == longest) ? null : _lengths,
        };
    }

    /// <summary>Steps of a node follow one another: its series may begin anywhere, but has no gap.</summary>
    private void CheckSteps(int numNodes, Dictionary<(int Node, int Step), long> seen, ProblemLog log)
    {
        (_first, _lengths) = (new int[numNodes], new long[numNodes]);
        Array.Fill(_first, int.MaxValue);
        for (var row = 0; row < _node.Count; row++)
        {
            _first[_node[row]] = Math.Min(_first[_node[row]], _step[row]);
            _lengths[_node[row]]++;
        }
        for (var row = 0; row < _node.Count; row++)
        {
            var (node, step) = (_node[row], _step[row]);
            if (step == _first[node] || seen.ContainsKey((node, step - 1))) continue;
            log.Error(_path, seen[(node, step)], "missing-step",
                $"step {step} follows a gap: there is no step {step - 1} of its node, whose series begins at {_first[node]}. Add the steps that " +
                "are missing.");
        }
        var without = Array.IndexOf(_lengths, 0);
        if (without >= 0)
            log.Error(_path, 0, "missing-series",
                $"{_lengths.Count(length => length == 0)} nodes have no step; the first is node {without}, counted from 0 through all graphs. " +
                "Every node needs one at least.");
    }
}
