using GraphSeq.Datasets;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Datasets;

public sealed class AudioFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_Names_GiveClassAndGroup()
    {
        Write("10_ann_0.wav", 2);
        Write("9_bob_1.WAV", 3);
        Write("9_ann.wav", 4);
        File.WriteAllText(_folder["README.md"], "no recording");
        var audio = AudioFolder.Read(_folder.Path);
        Assert.Equal(["9", "10"], audio.ClassNames);                            // numbers in their order
        Assert.Equal([("10_ann_0.wav", 1, "ann", 2), ("9_ann.wav", 0, "ann", 4), ("9_bob_1.WAV", 0, "bob", 3)], Rows(audio));
        Assert.Equal(["ann", "bob"], audio.Groups);
        Assert.Equal(8000, audio.SampleRate);
        Assert.Equal(Path.GetFileName(_folder.Path), audio.Name);
        Assert.Equal(_folder.Path, audio.Report!.Source);
    }

    [Fact]
    public void Read_NamePattern_IsFollowedOrTheFileNamed()
    {
        Write("rec-yes-7.wav", 1);
        var options = new AudioFolderOptions { NamePattern = "rec-(?<label>[a-z]+)-(?<group>[0-9]+)" };
        Assert.Equal([("rec-yes-7.wav", 0, "7", 1)], Rows(AudioFolder.Read(_folder.Path, options)));
        Write("other.wav", 1);
        Assert.StartsWith($"{_folder["other.wav"]}: the name does not match", Problem(options), StringComparison.Ordinal);
        Assert.Contains("has no group (?<label>...)", Assert.Throws<ArgumentException>(() => AudioFolder.Read(_folder.Path, new AudioFolderOptions { NamePattern = "a" })).Message, StringComparison.Ordinal);
        Assert.Contains("is no regular expression", Assert.Throws<ArgumentException>(() => AudioFolder.Read(_folder.Path, new AudioFolderOptions { NamePattern = "(" })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_Subfolders_AreClasses()
    {
        Write("yes/b.wav", 1);
        Write("no/a.wav", 2);
        Write("yes/a.wav", 3);
        var audio = AudioFolder.Read(_folder.Path);
        Assert.Equal(["no", "yes"], audio.ClassNames);
        Assert.Equal([("no/a.wav", 0, "", 2), ("yes/a.wav", 1, "", 3), ("yes/b.wav", 1, "", 1)], Rows(audio));
    }

    [Fact]
    public void Read_LabelsFile_AloneSaysWhatIsRead()
    {
        Write("a_x.wav", 1);
        Write("sub/b.wav", 2);
        Write("unlisted.wav", 3);
        File.WriteAllText(_folder["labels.csv"], "group,file,label\nann,sub\\b.wav,\"dog, small\"\nbob,a_x.wav,cat\n");
        var audio = AudioFolder.Read(_folder.Path);
        Assert.Equal(["cat", "dog, small"], audio.ClassNames);
        Assert.Equal([("sub/b.wav", 1, "ann", 2), ("a_x.wav", 0, "bob", 1)], Rows(audio));
    }

    [Theory]
    [InlineData("", ":1: the header must name the columns file and label")]
    [InlineData("path,label\n", ":1: the header must name the columns file and label")]
    [InlineData("file,label\na.wav\n", ":2: the row has 1 columns but must have 2")]
    [InlineData("file,label\na.wav,x\n ,x\n", ":3: file or label is empty")]
    [InlineData("file,label\n../a.wav,x\n", ":2: the file '../a.wav' is not in the folder")]
    [InlineData("file,label\n/etc/a.wav,x\n", ":2: the file '/etc/a.wav' is not in the folder")]
    [InlineData("file,label\na.wav,x\na.wav,y\n", ":3: the file 'a.wav' stands in line 2 already")]
    [InlineData("file,label\nabsent.wav,y\n", "absent.wav: the file cannot be read")]
    [InlineData("file,label\n", "there are no WAV files")]
    public void Read_LabelsFileWrong_SaysWhere(string text, string problem)
    {
        Write("a.wav", 1);
        File.WriteAllText(_folder["labels.csv"], text);
        Assert.Contains(problem, Problem(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OtherRateOrNoSamplesOrNothing_IsRefused()
    {
        Assert.Contains("there are no WAV files here or in subfolders", Problem(), StringComparison.Ordinal);
        Assert.Contains("there is no such folder", Assert.Throws<DatasetFormatException>(() => AudioFolder.Read(_folder["absent"])).Message, StringComparison.Ordinal);
        Write("a.wav", 1);
        Write("b.wav", 1, rate: 16000);
        Assert.StartsWith($"{_folder["b.wav"]}: the recording has 16000 samples per second, but a.wav has 8000", Problem(), StringComparison.Ordinal);
        Write("b.wav", 0);
        Assert.StartsWith($"{_folder["b.wav"]}: the recording has no samples", Problem(), StringComparison.Ordinal);
    }

    [Fact]
    public void HoldOut_Group_TestsItAlone()
    {
        foreach (var speaker in new[] { "ann", "bob", "cid" })
            for (var i = 0; i < 4; i++) Write($"{i}_{speaker}_0.wav", 1);
        var audio = AudioFolder.Read(_folder.Path);
        var split = audio.HoldOut("bob", validationFraction: 0.25, seed: 3);
        split.Validate(12);
        Assert.All(split.Test, i => Assert.Equal("bob", audio.Recordings[i].Group));
        Assert.Equal((6, 2, 4), (split.Train.Count, split.Validation.Count, split.Test.Count));
        Assert.Contains("there is no group 'dan'; there are ann, bob, cid", Assert.Throws<ArgumentException>(() => audio.HoldOut("dan")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => audio.HoldOut("bob", validationFraction: 1));
    }

    private void Write(string name, int samples, int rate = 8000)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
        File.WriteAllBytes(_folder[name], WavBytes.Pcm16(rate, 1, new short[samples]));
    }

    private string Problem(AudioFolderOptions? options = null) => Assert.Throws<DatasetFormatException>(() => AudioFolder.Read(_folder.Path, options)).Message;

    private static IEnumerable<(string, int, string, int)> Rows(LabelledAudio audio) =>
        audio.Recordings.Select(recording => (recording.Name, recording.Label, recording.Group, recording.Audio.Length));
}
