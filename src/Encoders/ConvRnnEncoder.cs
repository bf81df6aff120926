using GraphSeq.Graph;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace GraphSeq.Encoders;

/// <summary>Convolutions over a node's signal, then a recurrent layer over time, then one vector: <c>[N, ...] -> [N, OutputSize]</c>.</summary>
/// <remarks>
/// A series <c>[T, C]</c> is convolved over time; an image <c>[C, H, W]</c> over height and width, after which one axis becomes time; images in
/// time <c>[T, C, H, W]</c> are convolved one by one. What lies behind a node's true length never changes a result, whatever the padding mode,
/// pooling, batch statistics or direction. State-dict keys: <c>convs.0.weight</c>, <c>norms.0.weight</c>, <c>rnn.weight_ih_l0</c> …,
/// <c>attention.weight</c>.
/// </remarks>
public sealed class ConvRnnEncoder : SequenceEncoder
{
    [ComponentName(Name = "convs")] private readonly ModuleList<nn.Module> _convs;
    [ComponentName(Name = "norms")] private readonly ModuleList<nn.Module> _norms;
    [ComponentName(Name = "rnn")] private readonly nn.Module? _rnn;
    [ComponentName(Name = "attention")] private readonly Linear? _attention;
    private readonly ConvRnnEncoderOptions _options;
    private readonly ConvStage[] _stages;

    /// <summary>Builds the encoder with PyTorch's initial distributions.</summary>
    /// <param name="options">Shapes and layers.</param>
    /// <exception cref="ArgumentException">An option is out of range, or a layer cannot work on what reaches it.</exception>
    public ConvRnnEncoder(ConvRnnEncoderOptions options) : base(nameof(ConvRnnEncoder))
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        var (channels, axes) = options.Validate();
        _convs = nn.ModuleList<nn.Module>();
        _norms = nn.ModuleList<nn.Module>();
        _stages = new ConvStage[options.Convs.Count];
        var inChannels = options.InputChannels;
        for (var i = 0; i < _stages.Length; i++)
        {
            var (conv, norm) = ConvStage.CreateModules(options.Convs[i], inChannels, axes.Length);
            _stages[i] = new ConvStage(options.Convs[i], i, conv, norm);
            _convs.append(conv);
            _norms.append(norm);
            inChannels = options.Convs[i].Channels;
        }
        StepSize = StepSizeOf(channels, axes);
        _rnn = options.Recurrent is { } recurrent ? Recurrence.Create(StepSize, recurrent) : null;
        OutputSize = options.Recurrent?.OutputSize ?? StepSize;
        _attention = options.Reduction == TimeReduction.Attention ? nn.Linear(OutputSize, 1, hasBias: false) : null;
        RegisterComponents();
        ResetParameters();
        this.OwnComponents();
    }

    /// <inheritdoc/>
    public override long OutputSize { get; }

    /// <summary>Features of one step of time behind the convolutions.</summary>
    public long StepSize { get; }

    /// <summary>What the encoder was built from.</summary>
    public ConvRnnEncoderOptions Options => _options;

    /// <inheritdoc/>
    public override void ResetParameters(Generator? generator = null)
    {
        foreach (var stage in _stages) stage.ResetParameters(generator);
        if (_rnn is not null) Recurrence.ResetParameters(_rnn, _options.Recurrent!.HiddenSize, generator);
        if (_attention is not null) Initialization.Default(_attention, generator);
    }

    /// <param name="x">Signals: <c>[N, ...InputShape]</c>, the length in time free, or flat, <c>[N, F]</c>.</param>
    /// <param name="lengths">True length in time of each, <c>[N]</c> int64, at least 1; null when all are full.</param>
    /// <returns><c>[N, OutputSize]</c>, owned by the caller.</returns>
    /// <exception cref="ArgumentException">A shape does not fit, or a true length is too short for a convolution.</exception>
    public override Tensor forward(Tensor x, Tensor? lengths)
    {
        Shapes.RequireFloating(x, nameof(ConvRnnEncoder), nameof(x));
        using var scope = NewDisposeScope();
        var signal = View(x);
        var valid = TrueLengths.From(lengths, signal.shape[0], signal.shape[TimeDimension()], nameof(ConvRnnEncoder));
        if (signal.shape[0] == 0) return zeros([0, OutputSize], x.dtype, x.device).MoveToOuterDisposeScope();
        var steps = _options.HasFrames ? RunFrames(signal, valid) : RunStages(signal, ref valid);
        if (_rnn is not null) steps = Recurrence.Run(_rnn, steps, valid).Output;
        return Reduce(steps, valid).MoveToOuterDisposeScope();
    }

    private long StepSizeOf(long channels, long[] axes) => _options switch
    {
        { IsSeries: true } => channels,
        { HasFrames: true } => channels * axes[0] * axes[1],
        { TimeAxis: TimeAxis.Height } => channels * axes[1],
        { TimeAxis: TimeAxis.Width } => channels * axes[0],
        _ => axes[0] * axes[1],
    };

    /// <summary>Where time is in the viewed signal.</summary>
    private int TimeDimension() =>
        _options.IsSeries || _options.HasFrames || _options.TimeAxis == TimeAxis.Channels ? 1 : _options.TimeAxis == TimeAxis.Height ? 2 : 3;

    private Tensor View(Tensor x)
    {
        var shape = _options.InputShape;
        if (x.Dimensions == 2 && x.shape[1] == shape.Aggregate(1L, (product, size) => product * size)) return x.reshape([x.shape[0], .. shape]);
        var fits = x.Dimensions == shape.Count + 1;
        // Time may be shorter or longer than declared where neither channels nor convolution shapes depend on it.
        for (var i = 0; fits && i < shape.Count; i++)
            fits = x.shape[i + 1] == shape[i] || (i + 1 == TimeDimension() && _options.TimeConvAxis + (_options.HasFrames ? 1 : 0) >= 0 && x.shape[i + 1] > 0);
        if (!fits)
            Shapes.Fail(
                nameof(ConvRnnEncoder), nameof(x), Shapes.Describe(x.shape), $"[numNodes, {string.Join(", ", shape)}] or the same flat",
                "Build the encoder with the InputShape of the signals.");
        return x;
    }

    private Tensor RunStages(Tensor signal, ref TrueLengths? valid)
    {
        var x = _options.IsSeries ? signal.transpose(1, 2) : signal;
        if (valid is not null && _options.TimeConvAxis < 0)
            throw new ArgumentException("ConvRnnEncoder: lengths have no meaning when channels become time; pass none.", "lengths");
        for (var i = 0; i < _stages.Length; i++)
        {
            RequireRoom(x, i);
            x = _stages[i].Run(x, _options.TimeConvAxis, ref valid, training);
        }
        if (_options.IsSeries) return x.transpose(1, 2);
        return _options.TimeAxis switch
        {
            TimeAxis.Height => x.permute(0, 2, 1, 3).flatten(2),
            TimeAxis.Width => x.permute(0, 3, 1, 2).flatten(2),
            _ => x.flatten(2),
        };
    }

    /// <summary>Convolves true frames only, as images of their own, and puts the results back in their places.</summary>
    private Tensor RunFrames(Tensor signal, TrueLengths? valid)
    {
        var (numNodes, time) = (signal.shape[0], signal.shape[1]);
        var frames = signal.flatten(0, 1);
        var places = valid?.Mask(time, signal.device).reshape(-1).nonzero().squeeze(1);
        if (places is not null) frames = frames.index_select(0, places);
        TrueLengths? none = null;
        foreach (var stage in _stages) frames = stage.Run(frames, -1, ref none, training);
        var rows = frames.flatten(1);
        if (places is not null) rows = zeros([numNodes * time, rows.shape[1]], rows.dtype, rows.device).index_add(0, places, rows, 1);
        return rows.reshape(numNodes, time, -1);
    }

    private void RequireRoom(Tensor x, int stage)
    {
        for (var axis = 0; axis + 2 < x.Dimensions; axis++)
        {
            _options.Convs[stage].OutputLength(x.shape[axis + 2], axis, out var problem);
            if (problem is not null) throw new ArgumentException($"ConvRnnEncoder: x is too short for Convs[{stage}] over the {_options.AxisName(axis)}: {problem}.", nameof(x));
        }
    }

    private Tensor Reduce(Tensor steps, TrueLengths? valid)
    {
        var time = steps.shape[1];
        switch (_options.Reduction)
        {
            case TimeReduction.Last:
                if (_options.Recurrent?.Bidirectional != true) return LastStep(steps, valid);
                var halves = steps.chunk(2, -1);
                return cat([LastStep(halves[0], valid), halves[1].select(1, 0)], -1);
            case TimeReduction.Mean:
                return valid is null ? steps.mean([1]) : valid.Fill(steps, 1, 0).sum(1) / valid.Column(steps.device).to(steps.dtype);
            case TimeReduction.Max:
                return (valid is null ? steps : valid.Fill(steps, 1, double.NegativeInfinity)).amax([1]);
            default:
                var score = _attention!.call(steps);                                                              // [N, T, 1]
                var weight = (valid is null ? score : valid.Fill(score, 1, double.NegativeInfinity)).softmax(1);
                return (weight * (valid is null ? steps : valid.Fill(steps, 1, 0))).sum(1);
        }

        Tensor LastStep(Tensor x, TrueLengths? lengths) => lengths is null
            ? x.select(1, time - 1)
            : x.gather(1, (lengths.Column(x.device) - 1).unsqueeze(-1).expand(-1, 1, x.shape[2])).squeeze(1);
    }
}
