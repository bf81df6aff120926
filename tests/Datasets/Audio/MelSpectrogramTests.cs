using System.Numerics;
using GraphSeq.Datasets;
using GraphSeq.Tests.Support;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Datasets;

/// <summary>Against a plain discrete Fourier transform in double precision and the filters' definition, band by band.</summary>
public class MelSpectrogramTests
{
    public static TheoryData<MelSpectrogramOptions> Parameters => new()
    {
        new MelSpectrogramOptions { SampleRate = 8000, NFft = 64, NMels = 8 },
        new MelSpectrogramOptions { SampleRate = 8000, NFft = 64, NMels = 8, WinLength = 40, HopLength = 10 },
        new MelSpectrogramOptions { SampleRate = 8000, NFft = 63, NMels = 5, WinLength = 33, HopLength = 7, Center = false },
        new MelSpectrogramOptions { SampleRate = 11025, NFft = 64, NMels = 6, FMin = 100, FMax = 4000, Power = 1, Normalized = true },
        new MelSpectrogramOptions { SampleRate = 22050, NFft = 128, NMels = 10, MelScale = MelScale.Slaney, Norm = MelNorm.Slaney, Pad = 9 },
        new MelSpectrogramOptions { SampleRate = 8000, NFft = 64, NMels = 8, Power = 3, Norm = MelNorm.Slaney },
    };

    [Theory]
    [MemberData(nameof(Parameters))]
    public void Forward_Signal_MatchesPlainFourierTransform(MelSpectrogramOptions options)
    {
        using var scope = NewDisposeScope();
        using var mel = new MelSpectrogram(options);
        double[] signal = [.. Enumerable.Range(0, 200).Select(i => Math.Sin(0.3 * i) + 0.5 * Math.Cos(1.7 * i + 0.2) + 0.01 * i)];
        var expected = Plain(signal, options);
        var found = mel.call(tensor(signal));
        Assert.Equal([options.NMels, expected.GetLength(1)], found.shape);
        Assert.Equal(expected.GetLength(1), mel.NumFrames(signal.Length));
        TensorAssert.Close(found, tensor(expected), 2e-6 * TensorAssert.LargestMagnitude(tensor(expected)));
        TensorAssert.Close(mel.call(tensor(signal, dtype: ScalarType.Float32)).to_type(ScalarType.Float64), found, 2e-5 * TensorAssert.LargestMagnitude(found));
    }

    [Fact]
    public void Forward_Batch_IsRowsOneByOne()
    {
        using var scope = NewDisposeScope();
        using var mel = new MelSpectrogram(new MelSpectrogramOptions { SampleRate = 8000, NFft = 32, NMels = 4 });
        var signals = randn(3, 100, generator: new Generator(1));
        var batch = mel.call(signals);
        for (var i = 0; i < 3; i++) TensorAssert.Close(batch[i], mel.call(signals[i]), 1e-5);
    }

    [Fact]
    public void Filters_OneBand_HandComputed()
    {
        // Edges 0, 700 (sqrt(1 + 4000 / 700) - 1) = 1113.8362 and 4000 Hz; frequencies 0, 1000, 2000, 3000, 4000.
        var htk = MelFilterbank.Create(new MelSpectrogramOptions { SampleRate = 8000, NFft = 8, NMels = 1 });
        Assert.Equal([0, 0.897798f, 0.692963f, 0.346481f, 0], htk, (a, b) => Math.Abs(a - b) < 1e-5);
        // Slaney: mel(4000) = 15 + 27 ln 4 / ln 6.4 = 35.163760; its half, 17.581880, is 1000 exp(2.581880 ln 6.4 / 27) = 1194.2330 Hz.
        var slaney = MelFilterbank.Create(new MelSpectrogramOptions { SampleRate = 8000, NFft = 8, NMels = 1, MelScale = MelScale.Slaney, Norm = MelNorm.Slaney });
        float[] expected = [0, 1000 / 1194.2330f * 2 / 4000, 2000 / 2805.767f * 2 / 4000, 1000 / 2805.767f * 2 / 4000, 0];
        Assert.Equal(expected, slaney, (a, b) => Math.Abs(a - b) < 1e-8);
    }

    [Theory]
    [InlineData(MelScale.Htk, 1000, 1)]
    [InlineData(MelScale.Slaney, 1000, 1)]
    public void Filters_EveryBand_IsATriangleOnEquallySpacedMels(MelScale scale, int top, float peak)
    {
        var options = new MelSpectrogramOptions { SampleRate = 2 * top, NFft = 2000, NMels = 7, MelScale = scale };
        var weights = MelFilterbank.Create(options);
        var peaks = Enumerable.Range(0, 7).Select(m => Enumerable.Range(0, 1001).MaxBy(k => weights[k * 7 + m])).ToArray();
        // Below 1000 Hz Slaney's mels are linear in Hz: peaks 125 Hz apart.
        if (scale == MelScale.Slaney) Assert.Equal([125, 250, 375, 500, 625, 750, 875], peaks);
        else Assert.Equal([.. Enumerable.Range(1, 7).Select(i => (int)Math.Round(700 * (Math.Pow(1 + 1000 / 700.0, i / 8.0) - 1)))], peaks);
        for (var k = 1; k < 1000; k++)
        {
            var inside = k > peaks[0] && k < peaks[^1];
            if (inside) Assert.Equal(peak, Enumerable.Range(0, 7).Sum(m => weights[k * 7 + m]), 4);      // neighbours add up to 1
        }
    }

    [Fact]
    public void EmptyBands_ManyBandsOfAShortTransform_AreCounted()
    {
        Assert.True(new MelSpectrogram().EmptyBands > 0);       // torchaudio's defaults warn of it
        Assert.Equal(0, new MelSpectrogram(new MelSpectrogramOptions { NMels = 20 }).EmptyBands);
    }

    [Fact]
    public void ToDecibels_HandComputed()
    {
        using var scope = NewDisposeScope();
        var power = tensor(new[] { 1f, 100f, 0f, 1e-3f });
        TensorAssert.Values([0, 20, -60, -30], MelSpectrogram.ToDecibels(power), 1e-4);
        TensorAssert.Values([0, 20, -100, -30], MelSpectrogram.ToDecibels(power, null), 1e-4);
        TensorAssert.Values([10, 20, 10, 10], MelSpectrogram.ToDecibels(power, 10), 1e-4);
    }

    [Fact]
    public void Forward_ShortOrOtherwiseShaped_IsRefused()
    {
        using var scope = NewDisposeScope();
        using var mel = new MelSpectrogram(new MelSpectrogramOptions { NFft = 100, NMels = 4 });
        Assert.Contains("the signal has 50 samples but must have 51", Assert.Throws<ArgumentException>(() => mel.call(zeros(50))).Message, StringComparison.Ordinal);
        Assert.Equal([4, 2], mel.call(zeros(51)).shape);
        Assert.Throws<ArgumentException>(() => mel.call(zeros(2, 3, 200)));
        Assert.Throws<ArgumentException>(() => mel.call(zeros([200], dtype: ScalarType.Int64)));
        var error = Assert.Throws<ArgumentException>(() => new MelSpectrogram(new MelSpectrogramOptions { NFft = 10, WinLength = 11, FMin = 9000, NMels = 0 }));
        Assert.Contains("WinLength is 11 but must be in [1, NFft], which is 10; or null. FMax is 8000 but must be above FMin, which is 9000. NMels is 0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Forward_LeavesOnlyItsResultAlive()
    {
        using var mel = new MelSpectrogram(new MelSpectrogramOptions { NMels = 10 });
        using var scope = NewDisposeScope();
        var signal = zeros(1000);
        var before = scope.DisposablesCount;
        _ = mel.call(signal);
        Assert.Equal(before + 1, scope.DisposablesCount);
        Assert.Equal(["fb", "window"], mel.state_dict().Keys.Order());
    }

    private static double[,] Plain(double[] signal, MelSpectrogramOptions options)
    {
        var (n, window, hop) = (options.NFft, options.WinLength ?? options.NFft, options.HopLength ?? (options.WinLength ?? options.NFft) / 2);
        double[] padded = [.. new double[options.Pad], .. signal, .. new double[options.Pad]];
        if (options.Center)
        {
            var half = n / 2;
            padded = [.. padded[1..(half + 1)].Reverse(), .. padded, .. padded[^(half + 1)..^1].Reverse()];
        }
        var hann = Enumerable.Range(0, window).Select(i => 0.5 - 0.5 * Math.Cos(2 * Math.PI * i / window)).ToArray();
        var offset = (n - window) / 2;                          // the window lies in the middle of the transform
        var (frames, bands) = ((padded.Length - n) / hop + 1, options.NMels);
        var weights = Filters(options);
        var mels = new double[bands, frames];
        for (var t = 0; t < frames; t++)
            for (var k = 0; k <= n / 2; k++)
            {
                var sum = Complex.Zero;
                for (var i = 0; i < window; i++) sum += padded[t * hop + offset + i] * hann[i] * Complex.FromPolarCoordinates(1, -2 * Math.PI * k * (offset + i) / n);
                var magnitude = sum.Magnitude / (options.Normalized ? Math.Sqrt(hann.Sum(w => w * w)) : 1);
                for (var m = 0; m < bands; m++) mels[m, t] += weights[k, m] * Math.Pow(magnitude, options.Power);
            }
        return mels;
    }

    /// <summary>The definition in torchaudio's documentation, written down once more.</summary>
    private static double[,] Filters(MelSpectrogramOptions options)
    {
        Func<double, double> toMel = options.MelScale == MelScale.Htk
            ? f => 2595 * Math.Log10(1 + f / 700)
            : f => f < 1000 ? 3 * f / 200 : 15 + 27 * Math.Log(f / 1000, 6.4);
        Func<double, double> toHertz = options.MelScale == MelScale.Htk
            ? m => 700 * (Math.Pow(10, m / 2595) - 1)
            : m => m < 15 ? 200 * m / 3 : 1000 * Math.Pow(6.4, (m - 15) / 27);
        var (low, high, count) = (toMel(options.FMin), toMel(options.FMax ?? options.SampleRate / 2), options.NFft / 2 + 1);
        var edges = Enumerable.Range(0, options.NMels + 2).Select(i => toHertz(low + (high - low) * i / (options.NMels + 1))).ToArray();
        var weights = new double[count, options.NMels];
        for (var k = 0; k < count; k++)
            for (var m = 0; m < options.NMels; m++)
            {
                var f = (options.SampleRate / 2) * (double)k / (count - 1);
                var up = (f - edges[m]) / (edges[m + 1] - edges[m]);
                var down = (edges[m + 2] - f) / (edges[m + 2] - edges[m + 1]);
                weights[k, m] = Math.Max(0, Math.Min(up, down)) * (options.Norm == MelNorm.Slaney ? 2 / (edges[m + 2] - edges[m]) : 1);
            }
        return weights;
    }
}
