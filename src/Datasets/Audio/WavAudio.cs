namespace GraphSeq.Datasets;

/// <summary>Sound as samples; integers of a file are scaled to [-1, 1), as torchaudio does.</summary>
public sealed class WavAudio
{
    private readonly float[] _samples;

    /// <summary>Takes samples.</summary>
    /// <param name="samples">Channel after channel, <c>[channels, length]</c>; not copied.</param>
    /// <param name="channels">At least 1.</param>
    /// <param name="sampleRate">Samples per second and channel; at least 1.</param>
    /// <exception cref="ArgumentException">The samples do not fill the channels, or a number is out of range.</exception>
    public WavAudio(float[] samples, int channels, int sampleRate)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, 1);
        if (samples.Length % channels != 0)
            throw new ArgumentException($"WavAudio: {samples.Length} samples do not fill {channels} channels.", nameof(samples));
        (_samples, Channels, SampleRate) = (samples, channels, sampleRate);
    }

    /// <summary>Number of channels.</summary>
    public int Channels { get; }

    /// <summary>Samples per channel.</summary>
    public int Length => _samples.Length / Channels;

    /// <summary>Samples per second and channel, Hz.</summary>
    public int SampleRate { get; }

    /// <summary>Length in seconds.</summary>
    public double Seconds => (double)Length / SampleRate;

    /// <summary>Samples of one channel.</summary>
    /// <param name="channel">Counted from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such channel.</exception>
    public ReadOnlySpan<float> Channel(int channel)
    {
        if ((uint)channel >= (uint)Channels)
            throw new ArgumentOutOfRangeException(nameof(channel), $"WavAudio: there is no channel {channel}; there are {Channels}, numbered from 0.");
        return _samples.AsSpan(channel * Length, Length);
    }

    /// <summary>The mean of all channels; a copy.</summary>
    public float[] ToMono()
    {
        var mono = Channel(0).ToArray();
        if (Channels == 1) return mono;
        for (var i = 0; i < mono.Length; i++)
        {
            var sum = 0.0;
            for (var channel = 0; channel < Channels; channel++) sum += _samples[channel * Length + i];
            mono[i] = (float)(sum / Channels);
        }
        return mono;
    }
}
