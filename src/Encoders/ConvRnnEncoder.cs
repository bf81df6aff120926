using System.Runtime.InteropServices;
using GraphSeq.Graph;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace GraphSeq.Encoders;

/// <summary>Convolutions, then a recurrent layer over time, then a reduction over time: the signal of every node becomes one vector.</summary>
/// <remarks><para>State keys are PyTorch's: <c>convs.0.weight</c>, <c>convs.0.bias</c>, <c>norms.0.weight</c> …, <c>rnn.weight_ih_l0</c> …,
/// <c>attention.weight</c>; a layer's number in <c>norms</c> is that of its convolution.</para>
/// <para>With lengths, a node's vector is what the node gives alone, cut to its length: padding changes neither values nor gradients, and what
/// stands in it, NaN included, is never read. Batch norm in training takes its statistics over valid positions. Dropout alone draws its random
/// numbers for the padded shape, from torch's global generator.</para></remarks>
public sealed class ConvRnnEncoder : SequenceEncoder
{
    [ComponentName(Name = "convs")] private readonly ModuleList<ConvLayer> _convs;
    [ComponentName(Name = "norms")] private readonly ModuleList<nn.Module> _norms;
    [ComponentName(Name = "rnn")] private readonly nn.Module _rnn;
    [ComponentName(Name = "attention")] private readonly Linear? _attention;
    private readonly ConvPlan _plan;
    private readonly ConvStack _stack;
    private readonly Recurrence _recurrence;

    /// <summary>Builds the encoder with PyTorch's default initialisation, drawn from the options' seed; the global random state is left as it was.</summary>
    /// <param name="options">What to build.</param>
    /// <exception cref="ArgumentException">The options cannot work, such as a kernel that does not fit the sizes that reach it; the message lists
    /// every problem with its layer and sizes.</exception>
    public ConvRnnEncoder(ConvRnnEncoderOptions options) : base(nameof(ConvRnnEncoder))
    {
        ArgumentNullException.ThrowIfNull(options);
        _plan = options.Validate();
        Options = options;
        OutputSize = options.DirectionSize * (options.Bidirectional ? 2 : 1);
        using var globalRandomState = get_rng_state();                  // TorchSharp's own modules draw from it when they are made
        (_convs, _norms) = ([], []);
        var channels = options.Input.Channels;
        foreach (var layer in options.Convs)
        {
            _convs.Add(new ConvLayer(channels, layer, _plan.SpatialDims));
            _norms.Add(layer.BatchNorm ? nn.BatchNorm1d(layer.Channels) : nn.Identity());
            channels = layer.Channels;
        }
        _stack = new ConvStack(options.Convs, _convs, _norms, _plan.TimeDim);
        _recurrence = new Recurrence(options.Cell, _plan.StepFeatures, options.HiddenSize, options.NumLayers, options.Bidirectional,
            options.RecurrentBias, options.RecurrentDropout, options.ProjSize);
        _rnn = _recurrence.Module;
        _attention = options.Reduction == TimeReduction.Attention ? nn.Linear(OutputSize, 1, hasBias: false) : null;
        set_rng_state(globalRandomState);
        RegisterComponents();
        this.OwnComponents();
        using var generator = new Generator(options.Seed);
        ResetParameters(generator);
    }

    /// <summary>What the encoder was built from.</summary>
    public ConvRnnEncoderOptions Options { get; }

    /// <inheritdoc/>
    public override long OutputSize { get; }

    /// <summary>The shortest signal, in steps along time, that the convolutions can read; lengths must not be below.</summary>
    public long MinimumLength => _plan.MinimumLength;

    /// <summary>Steps that reach the recurrent layer of a signal with <paramref name="length"/> steps along time.</summary>
    /// <param name="length">Steps along the axis that becomes time; at least <see cref="MinimumLength"/>. Where an image's channels become time,
    /// it has no influence.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is below <see cref="MinimumLength"/>.</exception>
    public long SequenceLength(long length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, MinimumLength);
        return TimeIsChannels ? _plan.OutChannels : _plan.OutputLength(length);
    }

    private bool TimeIsChannels => Options.Input.Kind == SignalKind.Image && Options.SequenceAxis == SequenceAxis.Channels;

    /// <summary>Draws all parameters anew from PyTorch's default distributions, and resets batch statistics.</summary>
    /// <param name="generator">A CPU generator, wherever the parameters are.</param>
    public void ResetParameters(Generator generator)
    {
        ArgumentNullException.ThrowIfNull(generator);
        foreach (var conv in _convs) conv.ResetParameters(generator);
        foreach (var norm in _norms.OfType<BatchNorm1d>())
        {
            norm.reset_running_stats();
            nn.init.ones_(norm.weight);
            nn.init.zeros_(norm.bias);
        }
        foreach (var parameter in _rnn.parameters()) Initialization.Uniform(parameter, 1 / Math.Sqrt(Options.HiddenSize), generator);
        if (_attention is not null) Initialization.Uniform(_attention.weight!, 1 / Math.Sqrt(OutputSize), generator);
    }

    /// <summary>Encodes the signals of all nodes; call it as <c>encoder.call(x, lengths)</c>.</summary>
    /// <param name="x">Signals as <see cref="ConvRnnEncoderOptions.Input"/> declares them: <c>[N, T, C]</c>, <c>[N, C, H, W]</c>,
    /// <c>[N, T, C, H, W]</c>, or flat, <c>[N, F]</c>; of the parameters' element type. N may be 0.</param>
    /// <param name="lengths">Valid steps of each node along time (for an image, along the width or height that becomes time), <c>[N]</c> int64,
    /// from <see cref="MinimumLength"/> to T; null if all steps are valid. Kept on the CPU they cost no synchronisation.</param>
    /// <returns><c>[N, OutputSize]</c>, owned by the caller.</returns>
    /// <exception cref="ArgumentException">A shape, an element type or a length is not as above.</exception>
    public override Tensor forward(Tensor x, Tensor? lengths)
    {
        using var scope = NewDisposeScope();
        var signal = ReadSignal(x);
        var ragged = ReadLengths(lengths, signal);
        if (x.shape[0] == 0) return zeros([0, OutputSize], x.dtype, x.device).MoveToOuterDisposeScope();
        var (steps, stepLengths) = Steps(signal, ragged);
        var reduced = Options.Reduction == TimeReduction.Last
            ? _recurrence.LastStates(steps, stepLengths)
            : TimePooling.Reduce(_recurrence.Outputs(steps, stepLengths), stepLengths, Options.Reduction, _attention);
        return reduced.MoveToOuterDisposeScope();
    }

    /// <summary>Encodes the signals of all nodes to a vector for every step (not through hooks): the recurrent layer's outputs, unreduced.</summary>
    /// <param name="x">A series or an image sequence per node, as for <see cref="forward"/>.</param>
    /// <param name="lengths">As for <see cref="forward"/>.</param>
    /// <returns><c>[N, T, OutputSize]</c>, owned by the caller; what stands behind a node's length has no meaning.</returns>
    /// <exception cref="ArgumentException">As for <see cref="forward"/>, or the convolutions change the number of steps.</exception>
    public Tensor EncodeSteps(Tensor x, Tensor? lengths)
    {
        using var scope = NewDisposeScope();
        var signal = ReadSignal(x);
        var ragged = ReadLengths(lengths, signal);
        if (Options.Input.Kind == SignalKind.Image)
            throw new ArgumentException("ConvRnnEncoder: an image has no steps of its own; series and image sequences have.", nameof(x));
        var time = signal.shape[1];
        if (_plan.OutputLength(time) is var left && left != time)
            throw new ArgumentException(
                $"ConvRnnEncoder: the convolutions make {left} steps of {time}, but a vector for every step is asked for. Pad them to their kernels, without stride " +
                "or pooling.", nameof(x));
        if (x.shape[0] == 0) return zeros([0, time, OutputSize], x.dtype, x.device).MoveToOuterDisposeScope();
        var (steps, stepLengths) = Steps(signal, ragged);
        return _recurrence.Outputs(steps, stepLengths).MoveToOuterDisposeScope();
    }

    private (Tensor Steps, long[]? Lengths) Steps(Tensor signal, long[]? lengths) => Options.Input.Kind switch
    {
        SignalKind.Series => SeriesSteps(signal, lengths),
        SignalKind.Image => ImageSteps(signal, lengths),
        _ => (FrameSteps(signal, lengths), lengths),
    };

    private (Tensor Steps, long[]? Lengths) SeriesSteps(Tensor signal, long[]? lengths)
    {
        var (features, left) = _stack.Forward(signal.transpose(1, 2), lengths, training);          // [N, C, T]
        return (features.transpose(1, 2), left);
    }

    private (Tensor Steps, long[]? Lengths) ImageSteps(Tensor signal, long[]? lengths)
    {
        var (features, left) = _stack.Forward(signal, lengths, training);                          // [N, C, H, W]
        var steps = Options.SequenceAxis switch
        {
            SequenceAxis.Width => features.permute(0, 3, 1, 2),
            SequenceAxis.Height => features.permute(0, 2, 1, 3),
            _ => features.flatten(2),
        };
        return (steps, left);
    }

    /// <summary>Convolves every valid image by itself; the padding's images are left out and stand as zeros.</summary>
    private Tensor FrameSteps(Tensor signal, long[]? lengths)
    {
        var (nodes, time) = (signal.shape[0], signal.shape[1]);
        var frames = signal.flatten(0, 1);                                                          // [N · T, C, H, W]
        if (lengths is null) return _stack.Forward(frames, null, training).Features.flatten(2).unflatten(0, [nodes, time]);
        var valid = SequenceMask.Valid(lengths, time, signal.device).reshape(-1).nonzero().reshape(-1);
        var features = _stack.Forward(frames.index_select(0, valid), null, training).Features.flatten(1);
        return zeros([nodes * time, features.shape[1]], features.dtype, features.device)
            .index_copy(0, valid, features).reshape(nodes, time, -1);
    }

    private Tensor ReadSignal(Tensor x)
    {
        Shapes.RequireFloating(x, nameof(ConvRnnEncoder), nameof(x));
        var dtype = _rnn.parameters().First().dtype;
        if (x.dtype != dtype)
            Shapes.Fail(nameof(ConvRnnEncoder), nameof(x), $"{x.dtype}", $"{dtype} as the parameters are", "Convert x with to_type, or the encoder with to.");
        var input = Options.Input;
        long?[] wanted = input.Kind switch
        {
            SignalKind.Series => [input.Time, input.Channels],
            SignalKind.Image => [input.Channels, input.Height, input.Width],
            _ => [input.Time, input.Channels, input.Height, input.Width],
        };
        if (x.dim() == 2 && x.shape[1] == input.FlatSize) return x.reshape([x.shape[0], .. wanted.Select(size => size!.Value)]);
        if (x.dim() != wanted.Length + 1 || wanted.Index().Any(size => size.Item is { } fixedSize && fixedSize != x.shape[size.Index + 1]))
        {
            var flat = input.FlatSize is { } size ? $" (or flat, [numNodes, {size}])" : "";
            Shapes.Fail(nameof(ConvRnnEncoder), nameof(x), Shapes.Describe(x.shape), $"{input}{flat}", "Pass such features, or declare another Input.");
        }
        return x;
    }

    /// <summary>The lengths, checked; null if every step of every node is valid.</summary>
    private long[]? ReadLengths(Tensor? lengths, Tensor signal)
    {
        var time = Options.Input.Kind == SignalKind.Image ? (_plan.TimeDim is { } dim ? signal.shape[dim] : signal.shape[1]) : signal.shape[1];
        var minimum = MinimumLength;
        if (time < minimum)
            Shapes.Fail(nameof(ConvRnnEncoder), "x", $"{time} steps long", $"at least {minimum}", "The convolutions need as many; pad the batch and pass lengths no shorter.");
        if (lengths is null) return null;
        if (TimeIsChannels)
            throw new ArgumentException("ConvRnnEncoder: lengths have no meaning where channels become time (SequenceAxis.Channels). Leave them out.", nameof(lengths));
        if (lengths.dim() != 1 || lengths.shape[0] != signal.shape[0] || lengths.dtype != ScalarType.Int64)
            Shapes.Fail(nameof(ConvRnnEncoder), nameof(lengths), Shapes.Describe(lengths), $"[{signal.shape[0]}] Int64", "Pass one length per node.");
        var values = MemoryMarshal.Cast<byte, long>(lengths.detach().cpu().contiguous().bytes).ToArray();
        for (var n = 0; n < values.Length; n++)
            if (values[n] < minimum || values[n] > time)
                Shapes.Fail(nameof(ConvRnnEncoder), $"lengths[{n}]", $"{values[n]}", $"in [{minimum}, {time}]",
                    minimum > 1 ? $"The convolutions need at least {minimum} steps." : "A node needs at least one step.");
        return values.All(length => length == time) ? null : values;
    }
}
