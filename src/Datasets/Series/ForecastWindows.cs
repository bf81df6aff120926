namespace GraphSeq.Datasets;

/// <summary>Windows of one long series on one graph as a set of graph sequences: a window sees the history and foretells, for every node, the steps of
/// the horizon.</summary>
/// <remarks>The parts follow each other in time, and no window reaches over a border: what validation and test judge was seen by no training window.
/// Missing values (NaN) of the history are filled with the node's last one before, or, where there is none, with its mean over the training part;
/// missing targets stay NaN, and neither losses nor metrics count them. Windows are slices of one array: history and targets are stored once.</remarks>
public sealed class ForecastWindows
{
    internal ForecastWindows(GraphTimeSeries series, ForecastWindowOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate(series);
        (Series, Options) = (series, options);
        var trainEnd = (int)Math.Round(series.NumSteps * options.TrainFraction, MidpointRounding.AwayFromZero);
        var validationEnd = (int)Math.Round(series.NumSteps * (options.TrainFraction + options.ValidationFraction), MidpointRounding.AwayFromZero);
        (TrainSteps, ValidationSteps, TestSteps) = (0..trainEnd, trainEnd..validationEnd, validationEnd..series.NumSteps);
        List<int> starts = [];
        Split = new Split(
            Windows(TrainSteps, starts, "training"), options.ValidationFraction == 0 ? [] : Windows(ValidationSteps, starts, "validation"),
            validationEnd == series.NumSteps ? [] : Windows(TestSteps, starts, "test"));
        FirstSteps = starts;
        Dataset = Build(starts);
    }

    /// <summary>The series that was cut.</summary>
    public GraphTimeSeries Series { get; }

    /// <summary>How it was cut.</summary>
    public ForecastWindowOptions Options { get; }

    /// <summary>The windows: node features <c>[N, History, C]</c>, targets of nodes <c>[N, Horizon · TargetChannels]</c> in the series' own units, step by step.</summary>
    public GraphDataset Dataset { get; }

    /// <summary>Windows of the three parts.</summary>
    public Split Split { get; }

    /// <summary>First step of each window's history, in the series.</summary>
    public IReadOnlyList<int> FirstSteps { get; }

    /// <summary>Steps of the training part.</summary>
    public Range TrainSteps { get; }

    /// <summary>Steps of the validation part.</summary>
    public Range ValidationSteps { get; }

    /// <summary>Steps of the test part.</summary>
    public Range TestSteps { get; }

    private int[] Windows(Range part, List<int> starts, string name)
    {
        var (first, end) = (part.Start.Value, part.End.Value);
        var (from, length) = (starts.Count, Options.History + Options.Horizon);
        for (var start = first; start + length <= end; start += Options.Stride) starts.Add(start);
        if (starts.Count == from)
            throw new ArgumentException(
                $"{Series.Name}: the {name} part has {end - first} steps, but a window needs {length} (History {Options.History} + Horizon {Options.Horizon}). " +
                "Shorten the window, or give the part a larger fraction.", "options");
        return [.. Enumerable.Range(from, starts.Count - from)];
    }

    private GraphDataset Build(List<int> starts)
    {
        var (numNodes, numSteps) = (Series.NumNodes, Series.NumSteps);
        var (features, channels) = (Filled(), Series.NumChannels + (Options.ObservedChannels ? Options.TargetChannels : 0));
        return new GraphDataset(new GraphDatasetParts
        {
            Name = Series.Name,
            NodePtr = [.. Enumerable.Range(0, starts.Count + 1).Select(window => checked(window * numNodes))],
            Adjacency = Series.Adjacency,
            Features = features,
            NodeShape = [Options.History, channels],
            FeatureNames = [.. Series.ChannelNames, .. Series.ChannelNames.Take(channels - Series.NumChannels).Select(name => $"{name} observed")],
            Targets = Targets.OfSlices(new SeriesTargets(Series, [.. starts], Options), TargetNames(), TargetLevel.Node),
            Sequences = new SequenceParts
            {
                FirstFrame = [.. starts],
                Steps = [.. Enumerable.Repeat(Options.History, starts.Count)],
                FramePtr = [.. Enumerable.Range(0, numSteps + 1).Select(step => step * numNodes)],
                Topology = new int[numSteps],
                TopologyPtr = [0, numNodes],
            },
        });
    }

    private string[] TargetNames() =>
        [.. Enumerable.Range(1, Options.Horizon).SelectMany(step => Series.ChannelNames.Take(Options.TargetChannels).Select(name => $"{name} t+{step}"))];

    /// <summary>The series without gaps, and with its observed channels: <c>[T, N, C']</c>.</summary>
    private float[] Filled()
    {
        var (channels, observed) = (Series.NumChannels, Options.ObservedChannels ? Options.TargetChannels : 0);
        var width = channels + observed;
        var filled = new float[(long)Series.NumSteps * Series.NumNodes * width];
        var last = TrainingMeans();
        for (var step = 0; step < Series.NumSteps; step++)
            for (var node = 0; node < Series.NumNodes; node++)
            {
                var to = filled.AsSpan((step * Series.NumNodes + node) * width, width);
                for (var channel = 0; channel < channels; channel++)
                {
                    var value = Series[step, node, channel];
                    if (!float.IsNaN(value)) last[node * channels + channel] = value;
                    to[channel] = last[node * channels + channel];
                    if (channel < observed) to[channels + channel] = float.IsNaN(value) ? 0 : 1;
                }
            }
        return filled;
    }

    /// <summary>Mean of each node and channel over the observed values of the training part; of the channel where a node has none, 0 where it has none
    /// either.</summary>
    private float[] TrainingMeans()
    {
        var width = Series.NumNodes * Series.NumChannels;
        var (sums, counts) = (new double[width], new long[width]);
        for (var step = 0; step < TrainSteps.End.Value; step++)
            for (var i = 0; i < width; i++)
                if (Series.Values[step * width + i] is var value && !float.IsNaN(value)) (sums[i], counts[i]) = (sums[i] + value, counts[i] + 1);
        var means = new float[width];
        for (var channel = 0; channel < Series.NumChannels; channel++)
        {
            var (sum, count) = (0.0, 0L);
            for (var i = channel; i < width; i += Series.NumChannels) (sum, count) = (sum + sums[i], count + counts[i]);
            for (var i = channel; i < width; i += Series.NumChannels)
                means[i] = counts[i] > 0 ? (float)(sums[i] / counts[i]) : count > 0 ? (float)(sum / count) : 0;
        }
        return means;
    }
}
