using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using GraphSeq.Datasets;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Datasets;

public sealed class TUSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string? _data = Environment.GetEnvironmentVariable(CacheFolders.DataVariable);

    public TUSourceTests() => Environment.SetEnvironmentVariable(CacheFolders.DataVariable, null);

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(CacheFolders.DataVariable, _data);
        _folder.Dispose();
    }

    private TUDatasetOptions Offline => new() { CacheFolder = _folder["cache"], Download = false };

    private TUDatasetOptions From(LoopbackServer server) => Offline with
    {
        Download = true,
        DownloadOptions = new DownloadOptions { BaseUrl = server.Url, RetryDelay = TimeSpan.Zero },
    };

    [Theory]
    [InlineData("data", "data")]
    [InlineData("data/TOY", "data")]
    [InlineData("data/TOY/raw", "data")]
    [InlineData("data/tu/TOY", "data")]
    public void Load_FolderLaidOutSomeWay_IsFound(string where, string given)
    {
        TUText.Toy().WriteTo(_folder[where]);
        var dataset = TUDataset.Load("TOY", Offline with { Folder = _folder[given] });
        Assert.Equal(_folder[where], dataset.Report!.Source);
    }

    [Theory]
    [InlineData("TOY.zip", "TOY//TOY_")]
    [InlineData("TOY.zip", "TOY/TOY_")]
    [InlineData("TOY.zip", "TOY_")]
    [InlineData("tu-zip/TOY.zip", "TOY\\TOY_")]
    public void Load_ArchiveInFolder_IsReadWithoutUnpacking(string where, string prefix)
    {
        WriteArchive(_folder[where], prefix);
        for (var time = 0; time < 2; time++)
        {
            var dataset = TUDataset.Load("TOY", Offline with { Folder = _folder.Path });
            Assert.Equal([0, 3, 5], dataset.NodePtr.ToArray());
            Assert.Equal((_folder[where], time == 1), (dataset.Report!.Source, dataset.Report.FromCache));
        }
    }

    [Fact]
    public void Load_Cleaned_TakesTheCleanedSetOnly()
    {
        TUText.Toy().WriteTo(_folder["data/TOY"]);
        Assert.Throws<DatasetNotFoundException>(() => TUDataset.Load("TOY", Offline with { Folder = _folder["data"], Cleaned = true }));
        WriteArchive(_folder["data/cleaned/TOY.zip"], "TOY/TOY_");
        Assert.Equal(_folder["data/cleaned/TOY.zip"], TUDataset.Load("TOY", Offline with { Folder = _folder["data"], Cleaned = true }).Report!.Source);
        Assert.Equal(_folder["data/TOY"], TUDataset.Load("TOY", Offline with { Folder = _folder["data"] }).Report!.Source);
    }

    [Fact]
    public void Load_SeveralPlaces_FolderThenVariableThenCache()
    {
        TUText.Toy().WriteTo(_folder["cache/tu/TOY"]);
        Assert.Equal(_folder["cache/tu/TOY"], TUDataset.Load("TOY", Offline).Report!.Source);
        TUText.Toy().WriteTo(_folder["variable/TOY"]);
        Environment.SetEnvironmentVariable(CacheFolders.DataVariable, _folder["variable"]);
        Assert.Equal(_folder["variable/TOY"], TUDataset.Load("TOY", Offline).Report!.Source);
        TUText.Toy().WriteTo(_folder["given"]);
        Assert.Equal(_folder["given"], TUDataset.Load("TOY", Offline with { Folder = _folder["given"] }).Report!.Source);
    }

    [Fact]
    public void Load_Nowhere_OneMessageListsEverythingTried()
    {
        Environment.SetEnvironmentVariable(CacheFolders.DataVariable, _folder.Path);
        var options = Offline with { Folder = _folder["absent"], Download = true, DownloadOptions = new DownloadOptions { BaseUrl = new Uri("https://nowhere.invalid/sets") } };
        var error = Assert.Throws<DatasetNotFoundException>(() => TUDataset.Load("TOY", options));
        Assert.Equal(4, error.Tried.Count);
        Assert.All(
            [$"the folder given: there is no folder {_folder["absent"]}", $"GRAPHSEQ_DATA: {_folder.Path} holds no TOY_A.txt", _folder["cache/tu/TOY"],
                "https://nowhere.invalid/sets/TOY.zip: ", "Pass a folder that holds TOY_A.txt"],
            part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
        AssertNothingKept();
    }

    [Fact]
    public void Load_Download_UnpackedWithItsHashAndReadFromThereNextTime()
    {
        var archive = Archive("TOY//TOY_");
        using var server = LoopbackServer.Sending(archive);
        var first = TUDataset.Load("TOY", From(server));
        var second = TUDataset.Load("TOY", From(server));
        Assert.Equal(["/TOY.zip"], server.Requests);
        Assert.Equal(_folder["cache/tu/TOY"], second.Report!.Source);
        Assert.Equal(first.Features.ToArray(), second.Features.ToArray());
        Assert.StartsWith(Convert.ToHexStringLower(SHA256.HashData(archive)), File.ReadAllText(_folder["cache/tu/TOY/TOY.zip.sha256"]), StringComparison.Ordinal);
        Assert.Equal([_folder["cache/tu/TOY"]], Directory.GetFileSystemEntries(_folder["cache/tu"]));
    }

    [Fact]
    public void Load_DownloadByManyAtOnce_OneCopyKept()
    {
        using var server = LoopbackServer.Sending(Archive("TOY/TOY_"));
        Parallel.For(0, 4, _ => Assert.Equal(5, TUDataset.Load("TOY", From(server)).NumNodes));
        Assert.Equal([_folder["cache/tu/TOY"]], Directory.GetFileSystemEntries(_folder["cache/tu"]));
    }

    [Theory]
    [InlineData("404 Not Found", "", "the server answered 404 Not Found")]
    [InlineData("503 Busy", "", "the server answered 503 Busy")]
    [InlineData("302 Found", "Location: http://example.invalid/TOY.zip\r\n", "redirects to http://example.invalid/TOY.zip, which is not HTTPS")]
    [InlineData("301 Moved", "Location: file:///etc/passwd\r\n", "redirects to file:///etc/passwd, which is not HTTPS")]
    [InlineData("302 Found", "Location: /again\r\n", "redirected more than 5 times")]
    public void Load_ServerRefusesOrRedirects_SaysSo(string status, string headers, string problem)
    {
        using var server = LoopbackServer.Sending([], status, headers: headers);
        AssertRefused(From(server), problem);
    }

    [Fact]
    public void Load_DownloadCutOffAnywhere_NothingIsKept()
    {
        var archive = Archive("TOY/TOY_");
        for (var length = 0; length < archive.Length; length += 97)
        {
            using var server = LoopbackServer.Sending(archive[..length], claimedLength: archive.Length);
            Assert.Throws<DatasetNotFoundException>(() => TUDataset.Load("TOY", From(server)));
            AssertNothingKept();
        }
    }

    [Fact]
    public void Load_ArchiveCutOffOrDamagedOnTheServer_IsRefused()
    {
        var archive = Archive("TOY/TOY_");
        for (var at = 0; at < archive.Length; at += 41)
        {
            var bad = archive.ToArray();
            bad[at] ^= 0x10;
            using var server = LoopbackServer.Sending(at % 2 == 0 ? bad : archive[..at]);
            try
            {
                Assert.Equal(5, TUDataset.Load("TOY", From(server)).NumNodes);      // a byte that means nothing, such as a time
                Directory.Delete(_folder["cache"], recursive: true);
            }
            catch (DatasetFormatException)
            {
                AssertNothingKept();
            }
        }
    }

    [Fact]
    public void Load_ServerStalls_IsGivenUp()
    {
        using var server = new LoopbackServer(async (_, stream, token) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nPK"), token);
            await Task.Delay(Timeout.Infinite, token);
        });
        var options = From(server);
        AssertRefused(options with { DownloadOptions = options.DownloadOptions with { StallTimeout = TimeSpan.FromSeconds(0.2), ConnectTimeout = TimeSpan.FromSeconds(1) } }, "sent nothing for 0.2 s");
    }

    [Fact]
    public void Load_TooLargeOrOtherHash_IsRefused()
    {
        var archive = Archive("TOY/TOY_");
        using var server = LoopbackServer.Sending(archive);
        using var unmeasured = new LoopbackServer(async (_, stream, token) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"), token);
            await stream.WriteAsync(archive, token);
        });
        TUDatasetOptions Limited(LoopbackServer from, DownloadOptions limits) => From(from) with { DownloadOptions = limits with { BaseUrl = from.Url, RetryDelay = TimeSpan.Zero } };
        AssertRefused(Limited(server, new DownloadOptions { MaxArchiveBytes = 100 }), "bytes but may have 100");
        AssertRefused(Limited(unmeasured, new DownloadOptions { MaxArchiveBytes = 100 }), "more than the 100 bytes");
        AssertRefused(Limited(server, new DownloadOptions { ExpectedSha256 = new string('0', 64) }), "SHA-256 is");
        var hash = Convert.ToHexString(SHA256.HashData(archive));
        Assert.Equal(5, TUDataset.Load("TOY", Limited(server, new DownloadOptions { ExpectedSha256 = hash })).NumNodes);
    }

    [Fact]
    public void Load_ArchiveOfAnotherSet_IsRefused()
    {
        using var server = LoopbackServer.Sending(Archive("TOY/OTHER_"));
        var error = Assert.Throws<DatasetFormatException>(() => TUDataset.Load("TOY", From(server)));
        Assert.Contains("holds no TOY_A.txt", error.Message, StringComparison.Ordinal);
        AssertNothingKept();
    }

    [Fact]
    public async Task LoadAsync_Cancelled_Stops()
    {
        using var server = new LoopbackServer((_, _, token) => Task.Delay(Timeout.Infinite, token));
        using var cancel = new CancellationTokenSource(50);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => TUDataset.LoadAsync("TOY", From(server), cancel.Token));
        AssertNothingKept();
    }

    [Theory]
    [InlineData("http://example.invalid/")]
    [InlineData("ftp://example.invalid/")]
    [InlineData("file:///tmp/")]
    public void Load_BaseUrlNotSafe_IsRefused(string url) => Assert.Throws<ArgumentException>(
        () => TUDataset.Load("TOY", Offline with { DownloadOptions = new DownloadOptions { BaseUrl = new Uri(url) } }));

    private void AssertRefused(TUDatasetOptions options, string problem)
    {
        Assert.Contains(problem, Assert.Throws<DatasetNotFoundException>(() => TUDataset.Load("TOY", options)).Message, StringComparison.Ordinal);
        AssertNothingKept();
    }

    private void AssertNothingKept() =>
        Assert.True(!Directory.Exists(_folder["cache/tu"]) || Directory.GetFileSystemEntries(_folder["cache/tu"]).Length == 0, "Something was left behind.");

    private static byte[] Archive(string prefix)
    {
        using var memory = new MemoryStream();
        using (var archive = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (kind, bytes) in TUText.Toy().Files)
            {
                using var stream = archive.CreateEntry($"{prefix}{kind}.txt").Open();
                stream.Write(bytes);
            }
        return memory.ToArray();
    }

    private static void WriteArchive(string path, string prefix)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, Archive(prefix));
    }
}
