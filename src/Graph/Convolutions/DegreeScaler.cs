using TorchSharp.Utils;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Convolutions;

/// <summary>Every aggregator times every scaler, side by side: <c>[E, T, F] -> [N, T, S A F]</c> (PyG: <c>DegreeScalerAggregation</c>).</summary>
internal sealed class DegreeScaler : nn.Module<Tensor, SparseAdjacency, Tensor>
{
    private const double SmallestVariance = 1e-5;

    [ComponentName(Name = "avg_deg_lin")] private readonly Tensor _meanDegree;      // parameters when trained, else buffers
    [ComponentName(Name = "avg_deg_log")] private readonly Tensor _meanLog;
    private readonly PnaAggregator[] _aggregators;
    private readonly PnaScaler[] _scalers;
    private readonly double _initialMean;
    private readonly double _initialLog;

    public DegreeScaler(IReadOnlyList<PnaAggregator> aggregators, IReadOnlyList<PnaScaler> scalers, IReadOnlyList<long> degrees, bool train)
        : base(nameof(DegreeScaler))
    {
        (_aggregators, _scalers) = ([.. aggregators], [.. scalers]);
        var count = (double)degrees.Sum();
        _initialMean = degrees.Select((nodes, degree) => (double)nodes * degree).Sum() / count;
        _initialLog = degrees.Select((nodes, degree) => nodes * Math.Log(degree + 1)).Sum() / count;
        (_meanDegree, _meanLog) = train ? (nn.Parameter(zeros(1)), nn.Parameter(zeros(1))) : (zeros(1), zeros(1));
        ResetParameters();
        RegisterComponents();
    }

    public void ResetParameters()
    {
        Initialization.Fill(_meanDegree, _initialMean);
        Initialization.Fill(_meanLog, _initialLog);
    }

    public override Tensor forward(Tensor messages, SparseAdjacency adjacency)
    {
        using var scope = NewDisposeScope();
        var entries = Aggregate.EntriesByTarget(adjacency);
        messages = Aggregate.Scaled(adjacency, messages);
        var reduced = cat([.. _aggregators.Select(aggregator => Reduce(messages, entries, aggregator))], -1);
        var degree = adjacency.Tensors.Count(messages.dtype, messages.device).view(-1, 1, 1);
        return cat([.. _scalers.Select(scaler => Scale(reduced, degree, scaler))], -1).MoveToOuterDisposeScope();
    }

    private static Tensor Reduce(Tensor messages, BatchIndex entries, PnaAggregator aggregator) => aggregator switch
    {
        PnaAggregator.Sum => Segments.Sum(messages, entries),
        PnaAggregator.Mean => Segments.Mean(messages, entries),
        PnaAggregator.Min => Segments.Min(messages, entries),
        PnaAggregator.Max => Segments.Max(messages, entries),
        PnaAggregator.Variance => Segments.Variance(messages, entries),
        PnaAggregator.StandardDeviation => StandardDeviation(Segments.Variance(messages, entries)),
        _ => throw new ArgumentOutOfRangeException(nameof(aggregator), aggregator, "PNAConv: there is no such aggregator."),
    };

    private static Tensor StandardDeviation(Tensor variance) =>
        variance.clamp_min(SmallestVariance).sqrt().masked_fill(variance <= SmallestVariance, 0);

    private Tensor Scale(Tensor reduced, Tensor degree, PnaScaler scaler) => scaler switch
    {
        PnaScaler.Identity => reduced,
        PnaScaler.Amplification => reduced * ((degree + 1).log() / _meanLog),
        PnaScaler.Attenuation => reduced * (_meanLog / (degree.clamp_min(1) + 1).log()),
        PnaScaler.Linear => reduced * (degree / _meanDegree),
        PnaScaler.InverseLinear => reduced * (_meanDegree / degree.clamp_min(1)),
        _ => throw new ArgumentOutOfRangeException(nameof(scaler), scaler, "PNAConv: there is no such scaler."),
    };
}
