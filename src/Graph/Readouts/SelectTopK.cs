using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Readouts;

/// <summary>Scores nodes by a learned projection and selects the best of each graph (PyG: <c>SelectTopK</c>).</summary>
internal sealed class SelectTopK : nn.Module<Tensor, Tensor, (Tensor Perm, Tensor Score)>
{
    /// <summary>By how much a graph's best node may lie below the minimal score's bound and still be kept.</summary>
    private const double Tolerance = 1e-7;

    [ComponentName(Name = "weight")] private readonly Parameter _weight;
    private readonly double _ratio;
    private readonly double? _minScore;
    private readonly Func<Tensor, Tensor> _nonlinearity;

    public SelectTopK(long inChannels, double ratio, double? minScore, Func<Tensor, Tensor>? nonlinearity) : base(nameof(SelectTopK))
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inChannels, 1);
        if (!(ratio > 0)) throw new ArgumentOutOfRangeException(nameof(ratio), ratio, "Pooling: ratio must be above 0.");
        (_ratio, _minScore, _nonlinearity) = (ratio, minScore, nonlinearity ?? tanh);
        _weight = nn.Parameter(empty(1, inChannels));
        ResetParameters();
        RegisterComponents();
        this.OwnComponents();
    }

    public void ResetParameters(Generator? generator = null) => Initialization.Uniform(_weight, 1 / Math.Sqrt(_weight.shape[1]), generator);

    public override (Tensor Perm, Tensor Score) forward(Tensor attention, Tensor batch)
    {
        Shapes.RequireNodeFeatures(attention, _weight.shape[1], this, nameof(attention));
        var groups = new RowGroups(batch, null, GetName(), nameof(batch));
        var score = _minScore is null
            ? _nonlinearity((attention * Direction()).sum([-1]))
            : groups.Apart(Segments.Softmax(groups.Together((attention * _weight).sum([-1])), groups.Index));
        var perm = _minScore is { } minScore ? Above(score, groups, minScore) : Largest(score, groups);
        return (perm, score.index_select(0, perm));
    }

    /// <summary><c>p / |p|</c>; of one channel its sign, whose gradient, 0, a division would make a difference of roundings.</summary>
    private Tensor Direction() => _weight.shape[1] == 1 ? _weight.sign() : _weight / _weight.square().sum([-1], keepdim: true).sqrt();

    private Tensor Largest(Tensor score, RowGroups groups)
    {
        var nodes = TopPerGraph.Select(score, groups, Limit).Node;
        return HostTensors.Create(nodes, [nodes.Length], score.device);

        // A share is rounded up in the element type of the scores, as in PyG: 0.07 of 100 nodes are 7 in float32, 8 in float64.
        int Limit(int count) =>
            _ratio >= 1 ? (int)Math.Min(_ratio, count)
            : score.dtype == ScalarType.Float32 ? (int)MathF.Ceiling((float)_ratio * count)
            : (int)Math.Ceiling(_ratio * count);
    }

    /// <summary>Nodes above the minimal score, and of each graph at least the best.</summary>
    private static Tensor Above(Tensor score, RowGroups groups, double minScore)
    {
        using var guard = no_grad();
        var best = Segments.Spread(Segments.Max(groups.Together(score), groups.Index), groups.Index);
        return EdgeTensors.Positions(score > groups.Apart(best - Tolerance).clamp_max(minScore));
    }
}
