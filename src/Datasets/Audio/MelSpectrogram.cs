using GraphSeq.Graph;
using TorchSharp;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace GraphSeq.Datasets;

/// <summary>Sound to mel bands over time: <c>S[m, t] = sum_k F[k, m] |STFT(x)[k, t]|^power</c>, as torchaudio's <c>MelSpectrogram</c>.</summary>
/// <remarks>The transform is libtorch's, with a periodic Hann window. State keys: <c>window</c>, <c>fb</c>; it has nothing to learn, but gradients
/// pass through.</remarks>
public sealed class MelSpectrogram : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "window")] private readonly Tensor _window;
    [ComponentName(Name = "fb")] private readonly Tensor _filters;

    /// <summary>Builds window and filters.</summary>
    /// <param name="options">Parameters; null for torchaudio's defaults.</param>
    /// <exception cref="ArgumentException">One is out of range; the message lists all that are.</exception>
    public MelSpectrogram(MelSpectrogramOptions? options = null) : base(nameof(MelSpectrogram))
    {
        Options = options ?? new MelSpectrogramOptions();
        Options.Validate();
        var filters = MelFilterbank.Create(Options);
        EmptyBands = Enumerable.Range(0, Options.NMels).Count(band => Enumerable.Range(0, NumFrequencies).All(k => filters[k * Options.NMels + band] == 0));
        _window = hann_window(Options.Window, periodic: true, dtype: ScalarType.Float32);
        _filters = HostTensors.Create<float>(filters, [NumFrequencies, Options.NMels]);
        RegisterComponents();
        this.OwnComponents();
    }

    /// <summary>The parameters.</summary>
    public MelSpectrogramOptions Options { get; }

    /// <summary>Bands that no frequency falls into, and which are always 0: with many bands and a short transform the lowest ones.</summary>
    public int EmptyBands { get; }

    /// <summary>Frames that a signal gives.</summary>
    /// <param name="length">Samples.</param>
    public long NumFrames(long length)
    {
        var room = length + 2L * Options.Pad + (Options.Center ? 2L * (Options.NFft / 2) : 0) - Options.NFft;
        return room < 0 ? 0 : room / Options.Hop + 1;
    }

    /// <param name="waveform">Samples, <c>[L]</c> or <c>[B, L]</c>, float32 or float64.</param>
    /// <returns>Mel bands over time, <c>[M, T]</c> or <c>[B, M, T]</c>; owned by the caller.</returns>
    /// <exception cref="ArgumentException">The shape is another, or the signal is too short for one frame.</exception>
    public override Tensor forward(Tensor waveform)
    {
        ArgumentNullException.ThrowIfNull(waveform);
        if (waveform.dim() is not (1 or 2) || !waveform.is_floating_point())
            Shapes.Fail(nameof(MelSpectrogram), nameof(waveform), Shapes.Describe(waveform), "[length] or [batch, length]", "Pass samples as float32 or float64.");
        var (length, least) = (waveform.shape[^1], Options.Center ? Options.NFft / 2 + 1 : Options.NFft);
        if (length + 2L * Options.Pad < least)
            throw new ArgumentException(
                $"MelSpectrogram: the signal has {length} samples but must have {least - 2L * Options.Pad} for a transform of {Options.NFft}. " +
                "Lengthen it with zeros, or lower NFft.", nameof(waveform));
        using var scope = NewDisposeScope();
        var window = _window.to(waveform.dtype, waveform.device);
        var x = Options.Pad > 0 ? nn.functional.pad(waveform, [Options.Pad, Options.Pad]) : waveform;
        var spectrum = stft(x, Options.NFft, Options.Hop, Options.Window, window, Options.Center, PaddingModes.Reflect, onesided: true, return_complex: true);
        var magnitude = spectrum.abs();
        if (Options.Normalized) magnitude = magnitude / window.square().sum().sqrt();
        var power = Options.Power == 1 ? magnitude : Options.Power == 2 ? magnitude.square() : magnitude.pow(Options.Power);        // [.., K, T]
        return _filters.to(waveform.dtype, waveform.device).t().matmul(power).MoveToOuterDisposeScope();
    }

    /// <summary>Power in decibels: <c>10 log10(max(x, 1e-10))</c>, as torchaudio's <c>AmplitudeToDB</c>.</summary>
    /// <param name="power">Any shape.</param>
    /// <param name="topDb">Decibels below the tensor's largest value at which smaller ones are cut off, at least 0; null for not at all. Default: 80.</param>
    /// <returns>The same shape; owned by the caller.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="topDb"/> is below 0.</exception>
    public static Tensor ToDecibels(Tensor power, double? topDb = 80)
    {
        ArgumentNullException.ThrowIfNull(power);
        if (topDb < 0) throw new ArgumentOutOfRangeException(nameof(topDb), $"topDb is {topDb} but must be at least 0, or null.");
        using var scope = NewDisposeScope();
        var decibels = power.clamp_min(1e-10).log10().mul(10);
        if (topDb is { } range && decibels.numel() > 0) decibels = decibels.maximum(decibels.max() - range);
        return decibels.MoveToOuterDisposeScope();
    }

    private int NumFrequencies => Options.NFft / 2 + 1;
}
