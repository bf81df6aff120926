using System.Globalization;
using System.Text;
using GraphSeq.Datasets;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Datasets;

/// <summary>Downloads that go wrong: the set's folder is whole or not there, nothing else stays, and the message says what happened.</summary>
public sealed class ArchiveDownloadTests : IDisposable
{
    private static readonly byte[] Archive = new ZipBytes().Add("SET//SET_A.txt", string.Concat(Enumerable.Range(0, 40).Select(i => $"{i}, {i + 1}\n"))).ToArray();
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Target => _folder["cache/SET"];

    private static DownloadOptions Hasty => new() { RetryDelay = TimeSpan.Zero, MaxAttempts = 1 };

    [Theory]
    [InlineData("404 Not Found", "", "the server answered 404 Not Found.", 1)]
    [InlineData("403 Forbidden", "", "the server answered 403 Forbidden.", 1)]
    [InlineData("429 Too Many Requests", "Retry-After: 3600\r\n", "the server answered 429 Too Many Requests and asks to wait 3600 s.", 1)]
    [InlineData("429 Too Many Requests", "Retry-After: 0\r\n", "429 Too Many Requests and asks to wait 0 s. Tried 3 times.", 3)]
    [InlineData("503 Busy", "Retry-After: Fri, 31 Dec 1999 23:59:59 GMT\r\n", "503 Busy and asks to wait 0 s. Tried 3 times.", 3)]
    [InlineData("503 Busy", "Retry-After: soon\r\n", "the server answered 503 Busy. Tried 3 times.", 3)]
    [InlineData("500 Oops", "", "the server answered 500 Oops. Tried 3 times.", 3)]
    [InlineData("302 Found", "Location: http://example.invalid/x\r\n", "redirects to http://example.invalid/x, which is not HTTPS", 1)]
    [InlineData("302 Found", "Location: /again\r\n", "redirected more than 5 times", 6)]
    [InlineData("302 Found", "", "the server answered 302 Found.", 1)]
    [InlineData("204 No Content", "", "archive is damaged", 1)]
    public async Task ToFolder_ServerDoesNotGiveTheFile_SaysWhy(string status, string headers, string problem, int requests)
    {
        using var server = LoopbackServer.Answering(LoopbackServer.Answer(status, $"{headers}Content-Length: 0\r\n", []));
        await AssertRefusedAsync(server, Hasty with { MaxAttempts = 3 }, problem);
        Assert.Equal(requests, server.Requests.Count);
    }

    [Fact]
    public async Task ToFolder_FailuresThatPass_BeginsAnewAndSucceeds()
    {
        using var server = LoopbackServer.Answering(
            LoopbackServer.Answer("503 Busy", "Content-Length: 0\r\n", []),
            LoopbackServer.Answer("200 OK", $"Content-Length: {Archive.Length}\r\n", Archive[..200]),
            Whole());
        await DownloadAsync(server, Hasty with { MaxAttempts = 3 });
        AssertWhole();
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task ToFolder_CutOffAtAnyByte_LeavesNothing()
    {
        var whole = Whole();
        for (var length = 0; length < whole.Length; length += 1 + whole.Length / 60)
        {
            using var server = LoopbackServer.Answering(whole[..length]);
            await AssertRefusedAsync(server, Hasty, "");
        }
    }

    [Theory]
    [InlineData("text/html", "the server sent a web page (text/html), not a file. Is there a login page or a proxy in between?")]
    [InlineData("application/zip", "archive is damaged")]
    public async Task ToFolder_PageInsteadOfTheArchive_SaysSo(string type, string problem)
    {
        var page = Encoding.ASCII.GetBytes("<html><body>Please log in to the Wi-Fi</body></html>");
        using var server = LoopbackServer.Answering(LoopbackServer.Answer("200 OK", $"Content-Type: {type}\r\nContent-Length: {page.Length}\r\n", page));
        await AssertRefusedAsync(server, Hasty, problem);
    }

    [Theory]
    [InlineData(-1, "")]
    [InlineData(-300, "")]
    [InlineData(1, "the transfer broke")]
    [InlineData(100_000, "the transfer broke")]
    public async Task ToFolder_ContentLengthThatLies_IsRefused(int more, string problem)
    {
        using var server = LoopbackServer.Answering(LoopbackServer.Answer("200 OK", $"Content-Length: {Archive.Length + more}\r\n", Archive));
        await AssertRefusedAsync(server, Hasty, problem);
    }

    [Fact]
    public async Task ToFolder_Chunked_IsReadToItsEnd()
    {
        using var server = LoopbackServer.Answering(LoopbackServer.Answer("200 OK", "Transfer-Encoding: chunked\r\n", Chunked("0\r\n\r\n")));
        await DownloadAsync(server, Hasty);
        AssertWhole();
    }

    [Theory]
    [InlineData("")]
    [InlineData("0\r\n")]
    [InlineData("zz\r\n")]
    [InlineData("ffffffffffffffff\r\n")]
    public async Task ToFolder_ChunkedWithoutItsEnd_IsRefused(string end)
    {
        using var server = LoopbackServer.Answering(LoopbackServer.Answer("200 OK", "Transfer-Encoding: chunked\r\n", Chunked(end)));
        await AssertRefusedAsync(server, Hasty, "");
    }

    [Fact]
    public async Task ToFolder_SlowButSteadyServer_IsWaitedFor()
    {
        using var server = new LoopbackServer(async (_, stream, token) =>
        {
            foreach (var piece in Whole().Chunk(60))
            {
                await stream.WriteAsync(piece, token);
                await Task.Delay(120, token);
            }
        });
        await DownloadAsync(server, Hasty with { StallTimeout = TimeSpan.FromSeconds(1), ConnectTimeout = TimeSpan.FromSeconds(1) });     // 1.5 s in all
        AssertWhole();
    }

    [Fact]
    public async Task ToFolder_Cancelled_StopsAtOnceAndLeavesNothing()
    {
        using var cancellation = new CancellationTokenSource();
        using var server = new LoopbackServer(async (_, stream, token) =>
        {
            await stream.WriteAsync(Whole()[..300], token);
            await cancellation.CancelAsync();
            await Task.Delay(Timeout.Infinite, token);
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => DownloadAsync(server, Hasty, cancellation.Token));
        AssertNothingKept();
    }

    [Fact]
    public async Task ToFolder_RemainsInItsPlace_AreReplaced()
    {
        Directory.CreateDirectory(Target);
        File.WriteAllText(Path.Combine(Target, "SET_labels.txt"), "somebody has removed the rest");
        using var server = LoopbackServer.Answering(Whole());
        await DownloadAsync(server, Hasty);
        AssertWhole();
        Assert.False(File.Exists(Path.Combine(Target, "SET_labels.txt")));
    }

    [Fact]
    public async Task ToFolder_FoldersOfKilledProcesses_AreRemovedUnlessTheirOwnerLives()
    {
        var (dead, living, fresh, other) = (_folder["cache/.SET-1"], _folder["cache/.SET-2"], _folder["cache/.SET-3"], _folder["cache/.SETS-4"]);
        foreach (var folder in (string[])[dead, living, fresh, other])
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, ".lock"), "");
            if (folder != fresh) Directory.SetLastWriteTimeUtc(folder, DateTime.UtcNow.AddHours(-2));
        }
        using var server = LoopbackServer.Answering(Whole());
        using (new FileStream(Path.Combine(living, ".lock"), FileMode.Open, FileAccess.Write, FileShare.None)) await DownloadAsync(server, Hasty);
        Assert.Equal([living, fresh, other, Target], Directory.GetFileSystemEntries(_folder["cache"]).Order(StringComparer.Ordinal));
    }

    private static byte[] Whole() => LoopbackServer.Answer("200 OK", $"Content-Length: {Archive.Length}\r\n", Archive);

    private static byte[] Chunked(string end) =>
        [.. Archive.Chunk(100).SelectMany(piece => Encoding.ASCII.GetBytes($"{piece.Length.ToString("x", CultureInfo.InvariantCulture)}\r\n").Concat(piece).Concat("\r\n"u8.ToArray())),
            .. Encoding.ASCII.GetBytes(end)];

    private Task DownloadAsync(LoopbackServer server, DownloadOptions options, CancellationToken token = default) => ArchiveDownload.ToFolderAsync(
        new Uri(server.Url, "SET.zip"), Target, folder => File.Exists(Path.Combine(folder, "SET_A.txt")), "SET_A.txt", options, token);

    private async Task AssertRefusedAsync(LoopbackServer server, DownloadOptions options, string problem)
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(() => DownloadAsync(server, options));
        Assert.True(error is IOException || (error is DatasetFormatException format && format.Path == $"{server.Url}SET.zip"), $"{error}");
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        AssertNothingKept();
    }

    private void AssertNothingKept() => Assert.Empty(Directory.GetFileSystemEntries(_folder["cache"]));

    private void AssertWhole()
    {
        Assert.Equal([Target], Directory.GetFileSystemEntries(_folder["cache"]));
        Assert.Equal(40, File.ReadAllLines(Path.Combine(Target, "SET_A.txt")).Length);
        Assert.Equal(["SET.zip.sha256", "SET_A.txt"], Directory.GetFiles(Target).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }
}
