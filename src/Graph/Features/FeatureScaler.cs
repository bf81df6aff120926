using TorchSharp.Utils;
using static TorchSharp.torch;

namespace GraphSeq.Graph;

/// <summary>Standardises node features: <c>clip((x - mean) / scale, ±limit)</c>, per feature, or per channel of series and images.</summary>
/// <remarks>A model keeps it beside its parameters, not among them, so that state dicts stay those of PyTorch Geometric; the model file has
/// it.</remarks>
public sealed class FeatureScaler : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "mean")] private readonly Tensor _mean;
    [ComponentName(Name = "scale")] private readonly Tensor _scale;

    /// <summary>From known statistics.</summary>
    /// <param name="mean">Mean of each feature or channel.</param>
    /// <param name="scale">What each is divided by, above 0.</param>
    /// <param name="nodeShape">Shape of one node's features: <c>[F]</c>, <c>[T, C]</c>, <c>[C, H, W]</c> or <c>[T, C, H, W]</c>; T may be -1, for any.</param>
    /// <param name="clip">Largest magnitude that comes out, above 0; null for no limit.</param>
    /// <exception cref="ArgumentException">The lengths do not fit the shape, or a number is out of range.</exception>
    public FeatureScaler(ReadOnlySpan<float> mean, ReadOnlySpan<float> scale, IReadOnlyList<long> nodeShape, double? clip)
        : base(nameof(FeatureScaler))
    {
        ArgumentNullException.ThrowIfNull(nodeShape);
        var channels = nodeShape[ChannelAxis(nodeShape)];
        if (mean.Length != channels || scale.Length != channels)
            throw new ArgumentException(
                $"FeatureScaler: {mean.Length} means and {scale.Length} scales for node features {Shapes.Describe([.. nodeShape])}; " +
                $"there must be {channels} of each.");
        if (scale.ContainsAnyExceptInRange(float.Epsilon, float.MaxValue))
            throw new ArgumentException("FeatureScaler: every scale must be a number above 0.", nameof(scale));
        if (clip is { } limit && !(limit > 0))
            throw new ArgumentException($"FeatureScaler: clip is {limit} but must be above 0, or null.", nameof(clip));
        var shape = BroadcastShape(nodeShape);
        (NodeShape, Clip) = ([.. nodeShape], clip);
        _mean = HostTensors.Create(mean, shape);
        _scale = HostTensors.Create(scale, shape);
        RegisterComponents();
        this.OwnComponents();
    }

    /// <summary>Shape of one node's features.</summary>
    public IReadOnlyList<long> NodeShape { get; }

    /// <summary>Largest magnitude that comes out; null for no limit.</summary>
    public double? Clip { get; }

    /// <summary>A copy of the means.</summary>
    public float[] Means => HostTensors.ToArray<float>(_mean);

    /// <summary>A copy of the scales.</summary>
    public float[] Scales => HostTensors.ToArray<float>(_scale);

    /// <summary>Which axis of a node's features has a statistic of its own: the features, or the channels.</summary>
    internal static int ChannelAxis(IReadOnlyList<long> nodeShape) => nodeShape.Count switch
    {
        1 or 3 => 0,
        2 or 4 => 1,
        _ => throw new ArgumentException(
            $"Node features {Shapes.Describe([.. nodeShape])} have no known layout; [F], [T, C], [C, H, W] and [T, C, H, W] do."),
    };

    /// <param name="x">Node features, <c>[N, ...NodeShape]</c>, or those of single steps, without T.</param>
    /// <returns>The same shape; owned by the caller.</returns>
    /// <exception cref="ArgumentException">The shape is another.</exception>
    public override Tensor forward(Tensor x)
    {
        RequireShape(x, nameof(x));
        using var scope = NewDisposeScope();
        var y = x.sub(_mean.to(x.dtype, x.device)).div_(_scale.to(x.dtype, x.device));
        return (Clip is { } limit ? y.clamp_(-limit, limit) : y).MoveToOuterDisposeScope();
    }

    /// <summary>From standardised values back to their own units: <c>y * scale + mean</c>.</summary>
    /// <param name="y">What <see cref="forward"/> gives.</param>
    /// <returns>The same shape; owned by the caller.</returns>
    /// <exception cref="ArgumentException">The shape is another.</exception>
    public Tensor Inverse(Tensor y)
    {
        RequireShape(y, nameof(y));
        using var scope = NewDisposeScope();
        return (y * _scale.to(y.dtype, y.device) + _mean.to(y.dtype, y.device)).MoveToOuterDisposeScope();
    }

    private void RequireShape(Tensor x, string argument)
    {
        if (!Fits(x, NodeShape))
            Shapes.Fail(nameof(FeatureScaler), argument, Shapes.Describe(x.shape), $"[numNodes, {Shapes.Describe([.. NodeShape])[1..]}",
                "The features must be those the scaler was fitted on.");
    }

    /// <summary>True for rows of node features of that shape, or of its single steps.</summary>
    internal static bool Fits(Tensor x, IReadOnlyList<long> nodeShape)
    {
        var sizes = x.shape.AsSpan(1);
        var hasTime = nodeShape.Count is 2 or 4;
        if (hasTime && sizes.SequenceEqual([.. nodeShape.Skip(1)])) return true;
        if (sizes.Length != nodeShape.Count) return false;
        for (var d = 0; d < sizes.Length; d++)
            if (sizes[d] != nodeShape[d] && !(hasTime && d == 0 && nodeShape[0] == -1)) return false;
        return true;
    }

    private static long[] BroadcastShape(IReadOnlyList<long> nodeShape)
    {
        var shape = Enumerable.Repeat(1L, nodeShape.Count).ToArray();
        var axis = ChannelAxis(nodeShape);
        shape[axis] = nodeShape[axis];
        return shape;
    }
}
