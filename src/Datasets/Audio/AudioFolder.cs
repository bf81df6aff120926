using System.Globalization;

namespace GraphSeq.Datasets;

/// <summary>A folder of WAV files of one sample rate, with a class each.</summary>
public static class AudioFolder
{
    /// <summary>Reads every recording. Classes come from a labels file, if there is one; or else, where the WAV files lie in subfolders, from the
    /// subfolders' names; or else from the files' names.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="options">How to find classes; null for the defaults.</param>
    /// <returns>Recordings in the order of their names, or of the labels file; classes in the order of their names, as numbers where all are.</returns>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="DatasetFormatException">There are no recordings, or one cannot be read, has no class, no samples or another sample rate.</exception>
    public static LabelledAudio Read(string folder, AudioFolderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        options ??= new AudioFolderOptions();
        var pattern = options.Validate();
        folder = Path.GetFullPath(folder);
        if (!Directory.Exists(folder)) throw new DatasetFormatException(folder, 0, "there is no such folder.");
        var list = Path.Combine(folder, options.LabelsFile);
        var rows = File.Exists(list) ? AudioLabels.FromFile(list)
            : WavFiles(folder) is { Count: > 0 } files ? AudioLabels.FromNames(folder, files, pattern)
            : FromSubfolders(folder);
        if (rows.Count == 0) throw new DatasetFormatException(folder, 0, "there are no WAV files here or in subfolders. Is it the right folder?");
        return Read(options.Name ?? Path.GetFileName(folder.TrimEnd(Path.DirectorySeparatorChar)), folder, rows);
    }

    private static LabelledAudio Read(string name, string folder, List<AudioLabels.Row> rows)
    {
        var labels = rows.Select(row => row.Label).Distinct().ToArray();
        var numeric = Array.TrueForAll(labels, label => int.TryParse(label, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _));
        string[] classes = numeric
            ? [.. labels.OrderBy(label => int.Parse(label, CultureInfo.InvariantCulture)).ThenBy(label => label, StringComparer.Ordinal)]
            : [.. labels.Order(StringComparer.Ordinal)];
        var hash = new ContentHash();
        List<AudioRecording> recordings = [];
        foreach (var row in rows)
        {
            var path = Path.Combine(folder, row.File);
            var audio = WavFile.Read(path);
            if (audio.Length == 0) throw new DatasetFormatException(path, 0, "the recording has no samples. Remove it.");
            if (recordings.Count > 0 && audio.SampleRate != recordings[0].Audio.SampleRate)
                throw new DatasetFormatException(
                    path, 0, $"the recording has {audio.SampleRate} samples per second, but {rows[0].File} has {recordings[0].Audio.SampleRate}. Resample them to one rate.");
            recordings.Add(new AudioRecording(row.File, audio, Array.IndexOf(classes, row.Label), row.Group));
            hash.Append(row.File);
            for (var channel = 0; channel < audio.Channels; channel++) hash.Append(System.Runtime.InteropServices.MemoryMarshal.AsBytes(audio.Channel(channel)));
        }
        return new LabelledAudio(name, recordings, classes)
        {
            Report = new ReadReport { Source = folder, ContentHash = hash.Value().ToString("x16", CultureInfo.InvariantCulture) },
        };
    }

    private static List<AudioLabels.Row> FromSubfolders(string folder) =>
        [.. Listed(folder, () => Directory.GetDirectories(folder)).SelectMany(
            subfolder => WavFiles(Path.Combine(folder, subfolder)).Select(file => new AudioLabels.Row($"{subfolder}/{file}", subfolder, "")))];

    private static List<string> WavFiles(string folder) =>
        [.. Listed(folder, () => Directory.GetFiles(folder)).Where(file => file.EndsWith(".wav", StringComparison.OrdinalIgnoreCase) && file[0] != '.')];

    private static List<string> Listed(string folder, Func<string[]> list)
    {
        try
        {
            return [.. list().Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetFormatException(folder, 0, $"the folder cannot be read: {e.Message}", e);
        }
    }
}
