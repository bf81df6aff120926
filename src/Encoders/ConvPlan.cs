namespace GraphSeq.Encoders;

/// <summary>The sizes between the layers of an encoder, worked out and checked before any parameter is made.</summary>
internal sealed class ConvPlan
{
    private readonly List<Window> _timeWindows = [];

    private ConvPlan(ConvRnnEncoderOptions options)
    {
        var (input, axis) = (options.Input, options.SequenceAxis);
        (SpatialDims, TimeDim) = input.Kind switch
        {
            SignalKind.Series => (1, 2),
            SignalKind.Image when axis == SequenceAxis.Height => (2, 2),
            SignalKind.Image when axis == SequenceAxis.Width => (2, 3),
            _ => (2, (int?)null),
        };
    }

    /// <summary>1 for Conv1d, 2 for Conv2d.</summary>
    public int SpatialDims { get; }

    /// <summary>The dimension of <c>[N, C, L]</c> or <c>[N, C, H, W]</c> that becomes time; null where convolutions do not run along time.</summary>
    public int? TimeDim { get; }

    /// <summary>Features of one step as the recurrent layer reads it.</summary>
    public long StepFeatures { get; private set; }

    /// <summary>Channels that the last convolution returns.</summary>
    public long OutChannels { get; private set; }

    /// <summary>The shortest signal, in steps along time, that every layer can read.</summary>
    public long MinimumLength
    {
        get
        {
            var length = 1L;
            for (var i = _timeWindows.Count - 1; i >= 0; i--) length = _timeWindows[i].MinimumInputLength(length);
            return length;
        }
    }

    /// <summary>Steps that reach the recurrent layer, of a signal of that length.</summary>
    public long OutputLength(long length) => _timeWindows.Aggregate(length, (current, window) => window.OutputLength(current));

    public static ConvPlan Create(ConvRnnEncoderOptions options, List<string> problems)
    {
        var plan = new ConvPlan(options);
        var input = options.Input;
        CheckInput(options, problems);
        var (channels, height, width) = (input.Channels, input.Height, input.Kind == SignalKind.Series ? input.Time : input.Width);
        for (var i = 0; i < options.Convs.Count; i++)
        {
            var (layer, name) = (options.Convs[i], $"Convs[{i}]");
            if (plan.CheckValues(layer, name, channels, problems))
            {
                if (plan.SpatialDims == 2) height = plan.Through(layer, name, vertical: true, height, problems);
                width = plan.Through(layer, name, vertical: false, width, problems);
            }
            else
            {
                (height, width) = (null, null);     // sizes behind a layer that is wrong in itself say nothing
            }
            channels = layer.Channels;
        }
        plan.OutChannels = channels;
        plan.StepFeatures = (input.Kind, options.SequenceAxis) switch
        {
            (SignalKind.Series, _) => channels,
            (SignalKind.ImageSequence, _) => channels * height * width ?? 0,
            (_, SequenceAxis.Width) => channels * height ?? 0,
            (_, SequenceAxis.Height) => channels * width ?? 0,
            _ => height * width ?? 0,
        };
        return plan;
    }

    private static void CheckInput(ConvRnnEncoderOptions options, List<string> problems)
    {
        var (input, axis) = (options.Input, options.SequenceAxis);
        ConvRnnEncoderOptions.RequireDefined(input.Kind, "Input.Kind", problems);
        foreach (var (name, size) in new[] { ("Channels", input.Channels), ("Time", input.Time), ("Height", input.Height), ("Width", input.Width) })
            if (size < 1) problems.Add($"Input.{name} is {size} but must be at least 1.");
        if (input.Kind != SignalKind.Image && axis != SequenceAxis.Width)
            problems.Add($"SequenceAxis is {axis}, but only an image has a choice: for a {input.Kind} leave it out.");
        if (input.Kind == SignalKind.Series) return;
        var isImage = input.Kind == SignalKind.Image;
        if (input.Height is null && !(isImage && axis == SequenceAxis.Height))
            problems.Add("Input.Height is open (null), but only the axis that becomes time may be: give the number of rows.");
        if (input.Width is null && !(isImage && axis == SequenceAxis.Width))
            problems.Add("Input.Width is open (null), but only the axis that becomes time may be: give the number of columns.");
    }

    /// <summary>Checks what does not depend on the sizes that reach the layer.</summary>
    private bool CheckValues(ConvLayerOptions layer, string name, long inChannels, List<string> problems)
    {
        var before = problems.Count;
        if (layer.Channels < 1) problems.Add($"{name}.Channels is {layer.Channels} but must be at least 1.");
        if (layer.Groups < 1) problems.Add($"{name}.Groups is {layer.Groups} but must be at least 1.");
        else if (inChannels % layer.Groups != 0 || layer.Channels % layer.Groups != 0)
            problems.Add($"{name}.Groups is {layer.Groups} but must divide the {inChannels} channels that go in and the {layer.Channels} that come out.");
        if (!(layer.Dropout is >= 0 and < 1)) problems.Add($"{name}.Dropout is {layer.Dropout} but must be in [0, 1).");
        ConvRnnEncoderOptions.RequireDefined(layer.PaddingMode, $"{name}.PaddingMode", problems);
        ConvRnnEncoderOptions.RequireDefined(layer.Activation, $"{name}.Activation", problems);
        ConvRnnEncoderOptions.RequireDefined(layer.Pooling, $"{name}.Pooling", problems);
        List<(string Name, Extent Value, long Minimum)> extents =
        [
            (nameof(layer.Kernel), layer.Kernel, 1), (nameof(layer.Stride), layer.Stride, 1), (nameof(layer.Padding), layer.Padding, 0),
            (nameof(layer.Dilation), layer.Dilation, 1),
        ];
        if (layer.Pooling != Pooling.None)
            extents.AddRange([(nameof(layer.PoolKernel), layer.PoolKernel, 1), (nameof(layer.PoolStride), layer.PoolStride ?? 1, 1),
                (nameof(layer.PoolPadding), layer.PoolPadding, 0)]);
        foreach (var (property, value, minimum) in extents)
        {
            if (value.Height < minimum || value.Width < minimum)
                problems.Add($"{name}.{property} is {value} but must be at least {minimum}.");
            else if (SpatialDims == 1 && value.Height != value.Width)
                problems.Add($"{name}.{property} is {value}, but a series has one direction: give one number.");
        }
        if (layer.Pooling != Pooling.None && (layer.PoolPadding.Height > layer.PoolKernel.Height / 2 || layer.PoolPadding.Width > layer.PoolKernel.Width / 2))
            problems.Add($"{name}.PoolPadding is {layer.PoolPadding} but must be at most half of PoolKernel {layer.PoolKernel}.");
        return problems.Count == before;
    }

    /// <summary>The size behind the layer in one direction, null if open or if the layer cannot work; notes the windows along time.</summary>
    private long? Through(ConvLayerOptions layer, string name, bool vertical, long? size, List<string> problems)
    {
        long Side(Extent extent) => vertical ? extent.Height : extent.Width;
        var direction = SpatialDims == 1 ? "length" : vertical ? "height" : "width";
        var isTime = TimeDim == (vertical || SpatialDims == 1 ? 2 : 3);
        var conv = new Window(Side(layer.Kernel), Side(layer.Stride), Side(layer.Padding), Side(layer.Dilation), layer.PaddingMode);
        if (isTime) _timeWindows.Add(conv);
        if (size < conv.SmallestPadded)
        {
            problems.Add($"{name}: {layer.PaddingMode} padding {conv.Padding} needs a {direction} of at least {conv.SmallestPadded}, but {size} reaches the layer. " +
                "Use less padding or padding mode Zeros.");
            return null;
        }
        var after = size is { } known ? conv.OutputLength(known) : (long?)null;
        if (after == 0)
        {
            var taps = conv.Dilation == 1 ? $"{conv.Kernel}" : $"{conv.Kernel} with dilation {conv.Dilation} (spanning {conv.Dilation * (conv.Kernel - 1) + 1})";
            problems.Add($"{name}: kernel {layer.Kernel} does not fit: in the {direction}, {taps} is wider than {size} with padding {conv.Padding} on both sides. " +
                $"Use a smaller kernel in this direction, or padding {(conv.Dilation * (conv.Kernel - 1) + 2 - size) / 2} or more.");
            return null;
        }
        if (layer.Pooling == Pooling.None) return after;
        var pool = new Window(Side(layer.PoolKernel), Side(layer.PoolStride ?? layer.PoolKernel), Side(layer.PoolPadding), 1, PaddingMode.Zeros);
        if (isTime) _timeWindows.Add(pool);
        var pooled = after is { } open ? pool.OutputLength(open) : (long?)null;
        if (pooled != 0) return pooled;
        problems.Add($"{name}: pooling {layer.PoolKernel} does not fit the {direction} {after} behind the convolution. Use a smaller PoolKernel in this direction.");
        return null;
    }
}
