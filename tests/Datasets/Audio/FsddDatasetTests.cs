using System.IO.Compression;
using GraphSeq.Datasets;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Datasets;

public sealed class FsddDatasetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string? _data = Environment.GetEnvironmentVariable(CacheFolders.DataVariable);

    public FsddDatasetTests() => Environment.SetEnvironmentVariable(CacheFolders.DataVariable, null);

    private FsddOptions Offline => new() { CacheFolder = _folder["cache"], Download = false };

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(CacheFolders.DataVariable, _data);
        _folder.Dispose();
    }

    [SkippableFact]
    public void Load_PublicRecordings_AreAsTheirReadmeSays()
    {
        var audio = FsddDataset.Load(Offline with { Folder = Path.GetDirectoryName(Path.GetDirectoryName(SharedFiles.RequireData("audio/fsdd"))) });
        Assert.Equal((300, 8000, "FSDD"), (audio.Recordings.Count, audio.SampleRate, audio.Name));
        Assert.Equal(["george", "jackson", "lucas", "nicolas", "theo", "yweweler"], audio.Groups);
        Assert.Equal(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"], audio.ClassNames);
        Assert.All(audio.Recordings.CountBy(recording => recording.Label), count => Assert.Equal(30, count.Value));
        Assert.Equal((1149, 10504), (audio.Recordings.Min(recording => recording.Audio.Length), audio.Recordings.Max(recording => recording.Audio.Length)));
        Assert.Equal(0.436, audio.Recordings.Average(recording => recording.Audio.Seconds), 3);
        var split = FsddDataset.OfficialSplit(audio);
        split.Validate(300);
        Assert.Equal((180, 0, 120), (split.Train.Count, split.Validation.Count, split.Test.Count));
        Assert.All(split.Test, i => Assert.Matches("_[01].wav$", audio.Recordings[i].Name));
        Assert.Equal((144, 36), (FsddDataset.OfficialSplit(audio, 0.2).Train.Count, FsddDataset.OfficialSplit(audio, 0.2).Validation.Count));
    }

    [Theory]
    [InlineData("")]
    [InlineData("recordings")]
    [InlineData("fsdd")]
    [InlineData("audio/fsdd")]
    public void Load_FolderLaidOutSomeWay_IsFound(string where)
    {
        Write($"data/{where}/3_ann_0.wav");
        Assert.Equal("3_ann_0.wav", FsddDataset.Load(Offline with { Folder = _folder["data"] }).Recordings.Single().Name);
    }

    [Fact]
    public void Load_NameOfAnotherKind_IsRefused()
    {
        Write("data/3_ann_0.wav");
        Write("data/ann.wav");
        Assert.Contains("ann.wav: the name does not match", Assert.Throws<DatasetFormatException>(() => FsddDataset.Load(Offline with { Folder = _folder["data"] })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_Nowhere_ListsWhatWasTried()
    {
        var error = Assert.Throws<DatasetNotFoundException>(() => FsddDataset.Load(Offline with { Folder = _folder["absent"] }));
        Assert.Equal(4, error.Tried.Count);
    }

    [Fact]
    public void Load_Download_KeepsTheRecordings()
    {
        using var memory = new MemoryStream();
        using (var archive = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var name in new[] { "repo/README.md", "repo/recordings/3_ann_0.wav", "repo/recordings/4_ann_7.wav" })
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(WavBytes.Pcm16(8000, 1, 1, 2, 3));
            }
        using var server = LoopbackServer.Sending(memory.ToArray());
        var options = Offline with { Download = true, DownloadOptions = new DownloadOptions { BaseUrl = server.Url } };
        for (var time = 0; time < 2; time++)
        {
            var audio = FsddDataset.Load(options);
            Assert.Equal(["3_ann_0.wav", "4_ann_7.wav"], audio.Recordings.Select(recording => recording.Name));
            Assert.Equal([1], FsddDataset.OfficialSplit(audio).Train);
            Assert.Equal([0], FsddDataset.OfficialSplit(audio).Test);
        }
        Assert.Equal(["/fsdd.zip"], server.Requests);
        Assert.Equal([_folder["cache/fsdd"]], Directory.GetFileSystemEntries(_folder["cache"]));
    }

    [Fact]
    public void Load_DownloadOfAnotherArchive_IsRefusedAndNothingKept()
    {
        using var memory = new MemoryStream();
        using (var archive = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true)) archive.CreateEntry("a.txt");
        using var server = LoopbackServer.Sending(memory.ToArray());
        var options = Offline with { Download = true, DownloadOptions = new DownloadOptions { BaseUrl = server.Url } };
        Assert.Contains("holds no recordings", Assert.Throws<DatasetFormatException>(() => FsddDataset.Load(options)).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder["cache"]));
    }

    private void Write(string name)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
        File.WriteAllBytes(_folder[name], WavBytes.Pcm16(8000, 1, 1, 2, 3));
    }
}
