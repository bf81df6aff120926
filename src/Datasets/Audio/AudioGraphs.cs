using GraphSeq.Graph;
using static TorchSharp.torch;

namespace GraphSeq.Datasets;

/// <summary>Recordings as graphs: mel spectrograms cut into windows of time or groups of bands, which are joined in a chain.</summary>
public static class AudioGraphs
{
    /// <summary>A graph per recording; channels are mixed to one.</summary>
    /// <remarks><para>Windows: <c>ceil((F - W) / hop) + 1</c> nodes for <c>F</c> frames, or one that is filled up with the spectrogram's lowest value and
    /// says so by its length. Features are <c>[W, M]</c>, or <c>[1, M, W]</c> as images.</para>
    /// <para>Bands: <c>M / b</c> nodes with <c>[T, b]</c>, or <c>[1, b, T]</c>, where <c>T</c> is the longest recording's; shorter ones say so by their
    /// nodes' lengths.</para>
    /// <para>A recording too short for one transform is continued with zeros.</para></remarks>
    /// <param name="audio">The recordings; their classes become the targets.</param>
    /// <param name="options">How to cut; null for the defaults.</param>
    /// <returns>The set, graphs in the recordings' order.</returns>
    /// <exception cref="ArgumentException">An option is out of range, or the set would have more values than an array holds.</exception>
    public static GraphDataset ToGraphs(LabelledAudio audio, AudioGraphOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(audio);
        options ??= new AudioGraphOptions();
        options.Validate(audio.SampleRate);
        using var mel = new MelSpectrogram(options.MelFor(audio.SampleRate));
        var bands = mel.Options.NMels;
        var spectrograms = audio.Recordings.Select(recording => Spectrogram(recording, mel, options)).ToArray();
        var frames = Array.ConvertAll(spectrograms, spectrogram => spectrogram.Length / bands);
        var byWindow = options.Nodes == AudioNodes.Windows;
        var (time, height) = byWindow ? (options.WindowFrames, bands) : (frames.Max(), options.BandsPerNode);
        var nodePtr = new int[frames.Length + 1];
        for (var i = 0; i < frames.Length; i++)
            nodePtr[i + 1] = checked(nodePtr[i] + (byWindow ? NumWindows(frames[i], options) : bands / height));
        var features = ImagePatches.Allocate((long)nodePtr[^1] * time * height, audio.Name);
        var lengths = new long[nodePtr[^1]];
        for (var i = 0; i < frames.Length; i++)
            for (var node = nodePtr[i]; node < nodePtr[i + 1]; node++)
            {
                var piece = node - nodePtr[i];
                var first = byWindow ? Math.Min(piece * options.Hop, Math.Max(0, frames[i] - time)) : 0;
                lengths[node] = Math.Min(time, frames[i]);
                var to = features.AsSpan(node * time * height, time * height);
                Cut(spectrograms[i], frames[i], first, byWindow ? 0 : piece * height, to, time, height, options.Signal);
            }
        return new GraphDataset(new GraphDatasetParts
        {
            Name = audio.Name,
            NodePtr = nodePtr,
            Adjacency = RegularAdjacency.Chains(nodePtr, options.Reach),
            Features = features,
            NodeShape = options.Signal == AudioSignal.Series ? [time, height] : [1, height, time],
            Lengths = Array.TrueForAll(lengths, length => length == time) ? null : lengths,
            Targets = Targets.OfClasses([.. audio.Recordings.Select(recording => (long)recording.Label)], audio.ClassNames),
            Report = audio.Report,
            Notes = Notes(audio, mel, frames),
        });
    }

    private static int NumWindows(int frames, AudioGraphOptions options) =>
        frames <= options.WindowFrames ? 1 : (frames - options.WindowFrames + options.Hop - 1) / options.Hop + 1;

    /// <summary>Decibels, <c>[M, F]</c>, with what is masked set to their mean.</summary>
    private static float[] Spectrogram(AudioRecording recording, MelSpectrogram mel, AudioGraphOptions options)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var samples = recording.Audio.ToMono();
        // Enough for a frame, and for the mirror of a centred one.
        var least = Math.Max(1, Math.Max(mel.Options.NFft / 2 + 1, mel.Options.Center ? 0 : mel.Options.NFft) - 2 * mel.Options.Pad);
        if (samples.Length < least) Array.Resize(ref samples, least);
        var decibels = MelSpectrogram.ToDecibels(mel.call(HostTensors.Create<float>(samples, [samples.Length])), options.TopDb);
        var values = HostTensors.ToArray<float>(decibels);
        var mean = values.Average(value => (double)value);
        if (options.Standardize)
        {
            var deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
            for (var i = 0; i < values.Length; i++) values[i] = (float)((values[i] - mean) / (deviation > 0 ? deviation : 1));
            mean = 0;
        }
        foreach (var mask in recording.Masks) Blot(values, mel.Options.NMels, mask, (float)mean);
        return values;
    }

    private static void Blot(float[] values, int bands, SpectrogramMask mask, float mean)
    {
        var frames = values.Length / bands;
        var (from, to) = Stretch(mask, mask.OverTime ? frames : bands);
        if (!mask.OverTime) values.AsSpan(from * frames, (to - from) * frames).Fill(mean);
        else
            for (var band = 0; band < bands; band++) values.AsSpan(band * frames + from, to - from).Fill(mean);
    }

    private static (int From, int To) Stretch(SpectrogramMask mask, int count)
    {
        var from = Math.Clamp((int)Math.Round(mask.Start * count), 0, count);
        return (from, Math.Clamp((int)Math.Round((mask.Start + mask.Length) * count), from, count));
    }

    private static void Cut(float[] spectrogram, int frames, int first, int band, Span<float> to, int time, int height, AudioSignal signal)
    {
        var count = Math.Min(time, frames - first);
        if (count < time) to.Fill(spectrogram.Min());
        for (var row = 0; row < height; row++)
        {
            var from = spectrogram.AsSpan((band + row) * frames + first, count);
            if (signal == AudioSignal.Image) from.CopyTo(to[(row * time)..]);
            else
                for (var t = 0; t < count; t++) to[t * height + row] = from[t];
        }
    }

    private static List<string> Notes(LabelledAudio audio, MelSpectrogram mel, int[] frames)
    {
        List<string> notes =
        [
            FormattableString.Invariant($"{audio.Recordings.Count} recordings at {audio.SampleRate} Hz, {mel.Options.NMels} mel bands, {frames.Min()} to {frames.Max()} frames each."),
        ];
        if (mel.EmptyBands > 0)
            notes.Add($"{mel.EmptyBands} of {mel.Options.NMels} mel bands hold no frequency of the transform and are constant. Take fewer bands or a longer transform.");
        return notes;
    }
}
