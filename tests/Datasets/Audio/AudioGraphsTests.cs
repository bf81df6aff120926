using GraphSeq.Datasets;
using GraphSeq.Tests.Support;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Datasets;

public class AudioGraphsTests
{
    private static readonly MelSpectrogramOptions Mel = new() { SampleRate = 1000, NFft = 20, HopLength = 10, NMels = 4 };

    /// <summary>Recordings of 10, 3 and 7 frames.</summary>
    private static LabelledAudio Audio() => new("TOY", [Recording("a", 95, 0), Recording("b", 25, 1), Recording("c", 65, 0)], ["low", "high"]);

    private static AudioRecording Recording(string name, int length, int label) =>
        new(name, new WavAudio([.. Enumerable.Range(0, length).Select(i => MathF.Sin(0.4f * (label + 1) * i) * (1 + 0.01f * i))], 1, 1000), label, name);

    /// <summary>Decibels of a recording, <c>[M, F]</c>, brought to mean 0 and deviation 1 unless told otherwise.</summary>
    private static float[,] Spectrogram(AudioRecording recording, bool standardize = true)
    {
        using var scope = NewDisposeScope();
        using var mel = new MelSpectrogram(Mel);
        var decibels = MelSpectrogram.ToDecibels(mel.call(tensor(recording.Audio.ToMono())));
        if (standardize) decibels = (decibels - decibels.mean()) / decibels.std(unbiased: false);
        var values = new float[decibels.shape[0], decibels.shape[1]];
        for (var m = 0; m < values.GetLength(0); m++)
            for (var t = 0; t < values.GetLength(1); t++) values[m, t] = decibels[m, t].item<float>();
        return values;
    }

    [Fact]
    public void ToGraphs_WindowsAsSeries_LastWindowEndsWithTheRecording()
    {
        var audio = Audio();
        var dataset = AudioGraphs.ToGraphs(audio, new AudioGraphOptions { Mel = Mel, WindowFrames = 4, WindowHop = 3 });
        // 10 frames: from 0, 3, 6; 3 frames: one, filled up; 7 frames: from 0 and 3.
        Assert.Equal([0, 3, 4, 6], dataset.NodePtr.ToArray());
        Assert.Equal([4, 4], dataset.NodeShape.ToArray());
        Assert.Equal([4, 4, 4, 3, 4, 4], dataset.Lengths.ToArray());
        Assert.Equal([(0, 1), (1, 0), (1, 2), (2, 1), (4, 5), (5, 4)], dataset.Adjacency.ToPairs());
        Assert.Equal([0, 1, 0], dataset.Targets.Classes.ToArray());
        var (long_, short_) = (Spectrogram(audio.Recordings[0]), Spectrogram(audio.Recordings[1]));
        for (var t = 0; t < 4; t++)
            for (var m = 0; m < 4; m++)
            {
                Assert.Equal(long_[m, 3 + t], dataset.Features[(1 * 4 + t) * 4 + m], 1e-5f);
                Assert.Equal(t < 3 ? short_[m, t] : short_.Cast<float>().Min(), dataset.Features[(3 * 4 + t) * 4 + m], 1e-5f);
            }
        var uneven = AudioGraphs.ToGraphs(audio, new AudioGraphOptions { Mel = Mel, WindowFrames = 3, WindowHop = 3 });
        Assert.Equal([0, 4, 5, 8], uneven.NodePtr.ToArray());                   // from 0, 3, 6, 7
        Assert.True(uneven.Lengths.IsEmpty);
        Assert.Equal(long_[2, 7], uneven.Features[3 * 12 + 2], 1e-5f);
    }

    [Fact]
    public void ToGraphs_WindowsAsImages_BandsAreRows()
    {
        var audio = Audio();
        var dataset = AudioGraphs.ToGraphs(audio, new AudioGraphOptions { Mel = Mel, WindowFrames = 4, WindowHop = 3, Signal = AudioSignal.Image, Standardize = false, Reach = 2 });
        Assert.Equal([1, 4, 4], dataset.NodeShape.ToArray());
        Assert.Equal(8, dataset.NumEdges);                                      // all pairs of three nodes, and one pair
        var expected = Spectrogram(audio.Recordings[0], standardize: false);
        for (var m = 0; m < 4; m++)
            for (var t = 0; t < 4; t++) Assert.Equal(expected[m, 6 + t], dataset.Features[2 * 16 + m * 4 + t], 1e-4f);
    }

    [Theory]
    [InlineData(AudioSignal.Series)]
    [InlineData(AudioSignal.Image)]
    public void ToGraphs_Bands_GroupsOverAllTime(AudioSignal signal)
    {
        var audio = Audio();
        var dataset = AudioGraphs.ToGraphs(audio, new AudioGraphOptions { Mel = Mel, Nodes = AudioNodes.Bands, BandsPerNode = 2, Signal = signal });
        Assert.Equal([0, 2, 4, 6], dataset.NodePtr.ToArray());
        Assert.Equal(signal == AudioSignal.Series ? [10, 2] : [1, 2, 10], dataset.NodeShape.ToArray());
        Assert.Equal([10, 10, 3, 3, 7, 7], dataset.Lengths.ToArray());
        var expected = Spectrogram(audio.Recordings[2]);
        for (var t = 0; t < 7; t++)
            for (var band = 0; band < 2; band++)
                Assert.Equal(expected[2 + band, t], dataset.Features[5 * 20 + (signal == AudioSignal.Series ? t * 2 + band : band * 10 + t)], 1e-5f);
    }

    [Fact]
    public void ToGraphs_RecordingShorterThanATransform_IsContinuedWithZeros()
    {
        var dataset = AudioGraphs.ToGraphs(new LabelledAudio("TOY", [Recording("a", 1, 0)], ["x"]), new AudioGraphOptions { Mel = Mel });
        Assert.Equal(1, dataset.NumNodes);
        Assert.DoesNotContain(dataset.Features.ToArray(), value => !float.IsFinite(value));
        Assert.Equal([2L], dataset.Lengths.ToArray());
    }

    [Fact]
    public void ToGraphs_Silence_IsFinite()
    {
        var dataset = AudioGraphs.ToGraphs(new LabelledAudio("TOY", [new AudioRecording("a", new WavAudio(new float[100], 1, 1000), 0)], ["x"]), new AudioGraphOptions { Mel = Mel });
        Assert.All(dataset.Features.ToArray(), value => Assert.Equal(0, value));
    }

    [Fact]
    public void ToGraphs_Masks_BlotOutWithTheMean()
    {
        var masked = Recording("a", 95, 0) with { Masks = [new SpectrogramMask(true, 0.2, 0.3), new SpectrogramMask(false, 0.75, 0.25)] };
        var dataset = AudioGraphs.ToGraphs(new LabelledAudio("TOY", [masked], ["x"]), new AudioGraphOptions { Mel = Mel, WindowFrames = 10, Signal = AudioSignal.Image });
        var expected = Spectrogram(masked);
        for (var m = 0; m < 4; m++)
            for (var t = 0; t < 10; t++) Assert.Equal(t is >= 2 and < 5 || m == 3 ? 0 : expected[m, t], dataset.Features[m * 10 + t], 1e-5f);
    }

    [Fact]
    public void ToGraphs_OptionsOutOfRange_AreRefused()
    {
        var error = Assert.Throws<ArgumentException>(() => AudioGraphs.ToGraphs(
            Audio(), new AudioGraphOptions { Mel = Mel with { SampleRate = 8000 }, Nodes = AudioNodes.Bands, BandsPerNode = 3, Reach = 0 }));
        Assert.Contains("Mel.SampleRate is 8000, but the recordings have 1000. BandsPerNode is 3 but must divide the 4 bands. Reach is 0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Extend_TrainingPart_CopiesOfItAlone()
    {
        var audio = Audio();
        var split = audio.HoldOut("c");
        var (extended, larger) = AudioAugmentation.Extend(audio, split, new AudioAugmentationOptions { Copies = 3, Seed = 5 });
        Assert.Equal([0, 1, 3, 4, 5, 6, 7, 8], larger.Train);
        Assert.Equal(split.Test, larger.Test);
        Assert.Equal(["a", "b", "a", "b", "a", "b"], extended.Recordings.Skip(3).Select(recording => recording.Name));
        Assert.Equal([0, 1, 0, 1, 0, 1], extended.Recordings.Skip(3).Select(recording => recording.Label));
        Assert.Same(audio.Recordings[0], extended.Recordings[0]);
        Assert.NotEqual(extended.Recordings[3].Audio.ToMono(), extended.Recordings[5].Audio.ToMono());
        var again = AudioAugmentation.Extend(audio, split, new AudioAugmentationOptions { Copies = 3, Seed = 5 }).Audio;
        Assert.Equal(extended.Recordings[8].Audio.ToMono(), again.Recordings[8].Audio.ToMono());
        Assert.Equal(extended.Recordings[8].Masks, again.Recordings[8].Masks);
    }

    [Fact]
    public void Extend_NothingSwitchedOn_CopiesTheSamples()
    {
        var audio = Audio();
        var still = new AudioAugmentationOptions { Copies = 1, Speed = 0, Shift = 0, Gain = 0, Noise = null, TimeMask = 0, BandMask = 0 };
        var extended = AudioAugmentation.Extend(audio, audio.HoldOut("c"), still).Audio;
        Assert.Equal(audio.Recordings[0].Audio.ToMono(), extended.Recordings[3].Audio.ToMono());
        Assert.All(extended.Recordings[3].Masks, mask => Assert.Equal(0, mask.Length));
    }

    [Fact]
    public void Extend_OneThingSwitchedOn_DoesIt()
    {
        var audio = new LabelledAudio("TOY", [new AudioRecording("a", new WavAudio([.. Enumerable.Range(1, 1000).Select(i => (float)i)], 1, 1000), 0)], ["x"]);
        var still = new AudioAugmentationOptions { Copies = 40, Speed = 0, Shift = 0, Gain = 0, Noise = null, TimeMask = 0, BandMask = 0 };
        float[][] Copies(AudioAugmentationOptions options) =>
            [.. AudioAugmentation.Extend(audio, new Split([0], [], []), options).Audio.Recordings.Skip(1).Select(recording => recording.Audio.ToMono())];
        foreach (var copy in Copies(still with { Shift = 0.1 }))
        {
            Assert.Equal(1000, copy.Length);
            var first = Array.FindIndex(copy, value => value != 0);
            var last = Array.FindLastIndex(copy, value => value != 0);
            Assert.InRange(last - first, 899, 999);
            Assert.Equal(last - first, (int)(copy[last] - copy[first]));                 // what is left is as it was
            Assert.True(first == 0 || last == 999);
        }
        Assert.All(Copies(still with { Speed = 0.1 }), copy =>
        {
            Assert.InRange(copy.Length, 909, 1111);
            Assert.Equal((copy[^1] - copy[0]) / (copy.Length - 1), copy[1] - copy[0], 1e-3f);     // a ramp stays one, steeper or flatter
        });
        Assert.All(Copies(still with { Gain = 6 }), copy => Assert.InRange(copy[499] / 500, 0.501, 1.996));
        Assert.All(Copies(still with { Noise = 20 }), copy =>
        {
            var (noise, signal) = (copy.Select((value, i) => Math.Pow(value - (i + 1), 2)).Average(), Enumerable.Range(1, 1000).Average(i => (double)i * i));
            Assert.InRange(10 * Math.Log10(signal / noise), 19.5, 50.5);
        });
        Assert.All(AudioAugmentation.Extend(audio, new Split([0], [], []), still with { TimeMask = 0.2 }).Audio.Recordings.Skip(1), recording =>
            Assert.All(recording.Masks, mask => Assert.InRange(mask.Start + mask.Length, 0, 1)));
    }
}
