using GraphSeq.Graph;

namespace GraphSeq.Datasets;

/// <summary>Adds altered copies of the training recordings, and of no others: other speed, moment and loudness, noise, and masks as SpecAugment's.</summary>
public static class AudioAugmentation
{
    private const double NoiseRange = 30;

    /// <summary>The set with copies behind its recordings, and the split with the copies in its training part.</summary>
    /// <param name="audio">The recordings.</param>
    /// <param name="split">A split of them; validation and test stay as they are.</param>
    /// <param name="options">Amounts and seed; null for the defaults.</param>
    /// <exception cref="ArgumentException">The split is not of these recordings, or an option is out of range.</exception>
    public static (LabelledAudio Audio, Split Split) Extend(LabelledAudio audio, Split split, AudioAugmentationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(audio);
        ArgumentNullException.ThrowIfNull(split);
        options ??= new AudioAugmentationOptions();
        options.Validate();
        split.Validate(audio.Recordings.Count);
        List<AudioRecording> recordings = [.. audio.Recordings];
        for (var copy = 0; copy < options.Copies; copy++)
            foreach (var original in split.Train)
            {
                var random = SplitMix64.ForStream(options.Seed, (long)copy * audio.Recordings.Count + original);
                recordings.Add(Alter(audio.Recordings[original], options, ref random));
            }
        var extended = new LabelledAudio(audio.Name, recordings, audio.ClassNames) { Report = audio.Report };
        return (extended, split with { Train = [.. split.Train, .. Enumerable.Range(audio.Recordings.Count, recordings.Count - audio.Recordings.Count)] });
    }

    private static AudioRecording Alter(AudioRecording recording, AudioAugmentationOptions options, ref SplitMix64 random)
    {
        var samples = AtSpeed(recording.Audio.ToMono(), 1 + Even(options.Speed, ref random));
        samples = Shifted(samples, (int)Math.Round(Even(options.Shift, ref random) * recording.Audio.SampleRate));
        if (options.Noise is { } loudest) AddNoise(samples, loudest + NoiseRange * random.NextDouble(), ref random);
        var gain = (float)Math.Pow(10, Even(options.Gain, ref random) / 20);
        foreach (ref var sample in samples.AsSpan()) sample *= gain;
        return recording with
        {
            Audio = new WavAudio(samples, 1, recording.Audio.SampleRate),
            Masks = [.. recording.Masks, Mask(true, options.TimeMask, ref random), Mask(false, options.BandMask, ref random)],
        };
    }

    private static double Even(double limit, ref SplitMix64 random) => limit * (2 * random.NextDouble() - 1);

    private static SpectrogramMask Mask(bool overTime, double limit, ref SplitMix64 random)
    {
        var length = limit * random.NextDouble();
        return new SpectrogramMask(overTime, (1 - length) * random.NextDouble(), length);
    }

    /// <summary>Sample <c>i</c> is what was at <c>i · speed</c>, linearly between the two samples there.</summary>
    private static float[] AtSpeed(float[] samples, double speed)
    {
        if (speed == 1 || samples.Length == 0) return samples;
        var altered = new float[(int)((samples.Length - 1) / speed) + 1];
        for (var i = 0; i < altered.Length; i++)
        {
            var (at, next) = ((int)(i * speed), Math.Min((int)(i * speed) + 1, samples.Length - 1));
            var share = (float)(i * speed - at);
            altered[i] = samples[at] + share * (samples[next] - samples[at]);
        }
        return altered;
    }

    private static float[] Shifted(float[] samples, int by)
    {
        var shifted = new float[samples.Length];
        var lost = Math.Min(Math.Abs(by), samples.Length);
        if (by > 0) samples.AsSpan(..^lost).CopyTo(shifted.AsSpan(lost));
        else samples.AsSpan(lost).CopyTo(shifted);
        return shifted;
    }

    private static void AddNoise(float[] samples, double signalToNoise, ref SplitMix64 random)
    {
        var power = samples.Length == 0 ? 0 : samples.Average(sample => (double)sample * sample);
        var deviation = Math.Sqrt(power) * Math.Pow(10, -signalToNoise / 20);
        foreach (ref var sample in samples.AsSpan()) sample += (float)(deviation * random.NextGaussian());
    }
}
