using GraphSeq.Graph;

namespace GraphSeq.Datasets;

/// <summary>Recordings of one sample rate with a class each.</summary>
public sealed class LabelledAudio
{
    private const long HoldOutStream = 4;

    /// <summary>Takes recordings.</summary>
    /// <param name="name">The set's name.</param>
    /// <param name="recordings">At least one.</param>
    /// <param name="classNames">Names of the classes.</param>
    /// <exception cref="ArgumentException">There is none, a label is out of range, or sample rates differ.</exception>
    public LabelledAudio(string name, IReadOnlyList<AudioRecording> recordings, IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(recordings);
        ArgumentNullException.ThrowIfNull(classNames);
        if (recordings.Count == 0) throw new ArgumentException($"LabelledAudio {name}: there are no recordings.", nameof(recordings));
        foreach (var recording in recordings)
        {
            if ((uint)recording.Label >= (uint)classNames.Count)
                throw new ArgumentException($"LabelledAudio {name}: label {recording.Label} of {recording.Name} is not in [0, {classNames.Count}).", nameof(recordings));
            if (recording.Audio.SampleRate != recordings[0].Audio.SampleRate)
                throw new ArgumentException(
                    $"LabelledAudio {name}: {recording.Name} has {recording.Audio.SampleRate} samples per second, {recordings[0].Name} {recordings[0].Audio.SampleRate}. " +
                    "Resample them to one rate.", nameof(recordings));
        }
        (Name, Recordings, ClassNames) = (name, recordings, classNames);
    }

    /// <summary>The set's name.</summary>
    public string Name { get; }

    /// <summary>The recordings; graphs made of them keep their order.</summary>
    public IReadOnlyList<AudioRecording> Recordings { get; }

    /// <summary>Names of the classes.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>Samples per second, Hz.</summary>
    public int SampleRate => Recordings[0].Audio.SampleRate;

    /// <summary>The groups, such as speakers, in order; each once.</summary>
    public IReadOnlyList<string> Groups => [.. Recordings.Select(recording => recording.Group).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Where the recordings come from; null when no reader made them.</summary>
    public ReadReport? Report { get; init; }

    /// <summary>A split whose test part is one group, which is neither learned from nor chosen by.</summary>
    /// <param name="group">One of <see cref="Groups"/>.</param>
    /// <param name="validationFraction">Share of the others that is held out to choose by, in [0, 1). Default: 0.</param>
    /// <param name="seed">Decides which.</param>
    /// <exception cref="ArgumentException">There is no such group, nothing else, or the share is out of range.</exception>
    public Split HoldOut(string group, double validationFraction = 0, long seed = 0)
    {
        if (!Groups.Contains(group)) throw new ArgumentException($"{Name}: there is no group '{group}'; there are {string.Join(", ", Groups)}.", nameof(group));
        return SplitBy(recording => recording.Group == group, validationFraction, seed);
    }

    /// <summary>A split by a rule for the test part; of the others a share is drawn to choose by.</summary>
    internal Split SplitBy(Func<AudioRecording, bool> isTest, double validationFraction, long seed)
    {
        if (!(validationFraction is >= 0 and < 1))
            throw new ArgumentException($"{Name}: validationFraction is {validationFraction} but must be in [0, 1).", nameof(validationFraction));
        int[] test = [.. Enumerable.Range(0, Recordings.Count).Where(i => isTest(Recordings[i]))];
        int[] others = [.. Enumerable.Range(0, Recordings.Count).Where(i => !isTest(Recordings[i]))];
        if (others.Length == 0) throw new ArgumentException($"{Name}: all {test.Length} recordings are in the test part, and none is left to learn from.");
        SplitMix64.ForStream(seed, HoldOutStream).Shuffle<int>(others);
        var held = (int)Math.Round(validationFraction * others.Length);
        return new Split([.. others[held..].Order()], [.. others[..held].Order()], test);
    }
}
