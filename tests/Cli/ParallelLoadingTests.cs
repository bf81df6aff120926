using System.Diagnostics;
using GraphSeq.Datasets;
using GraphSeq.Tests.Datasets;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Cli;

/// <summary>Several processes that load one set for the first time, and processes that are killed over it: the cache is right or not there.</summary>
public sealed class ParallelLoadingTests : IDisposable
{
    private const int Processes = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task DataInfo_FourProcessesAtOnce_AllReadTheSetAndOneCacheStays()
    {
        SampleDataset.WriteTo(_folder["data"], new SampleDatasetOptions { NumGraphs = 500 });
        var runs = await Task.WhenAll(Enumerable.Range(0, Processes).Select(_ => FinishAsync(Start("data", "info", "SAMPLE", "--data", _folder["data"], "--json"))));
        Assert.All(runs, run => Assert.Equal((0, Read(runs[0].Output)), (run.ExitCode, Read(run.Output))));
        Assert.EndsWith(".bin", Assert.Single(Directory.GetFileSystemEntries(_folder["cache/parsed"])), StringComparison.Ordinal);
        Assert.True(Load().Report!.FromCache);

        // Who comes late finds what another has kept, and says so; all else is the same.
        static string Read(string card) => card.Replace("\"from_cache\":true", "\"from_cache\":false", StringComparison.Ordinal)
            .Replace(" (parsed before)", "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task DataDownload_FourProcessesAtOnce_OneCopyStays()
    {
        var archive = Archive();
        using var server = new LoopbackServer(async (_, stream, token) =>
        {
            await stream.WriteAsync(LoopbackServer.Answer("200 OK", $"Content-Length: {archive.Length}\r\n", archive), token);
        });
        var runs = await Task.WhenAll(Enumerable.Range(0, Processes).Select(_ => FinishAsync(Start("data", "download", "SAMPLE", "--url", $"{server.Url}"))));
        Assert.All(runs, run => Assert.Equal((0, ""), (run.ExitCode, run.Error)));
        Assert.Equal([_folder["cache/tu/SAMPLE"]], Directory.GetFileSystemEntries(_folder["cache/tu"]));
        Assert.Equal(30, Load().NumGraphs);
    }

    [Fact]
    public async Task DataInfo_KilledWhileItWritesTheCache_NextOneReadsTheSet()
    {
        SampleDataset.WriteTo(_folder["data"], new SampleDatasetOptions { NumGraphs = 6000 });
        var (parsed, killedWriting) = (_folder["cache/parsed"], 0);
        for (var i = 0; i < 6; i++)
        {
            if (Directory.Exists(parsed)) foreach (var cache in Directory.GetFiles(parsed, "*.bin")) File.Delete(cache);
            using var process = Start("data", "info", "SAMPLE", "--data", _folder["data"], "--json");
            var output = process.StandardOutput.ReadToEndAsync();
            while (!process.HasExited && !(Directory.Exists(parsed) && Directory.EnumerateFiles(parsed, ".*.tmp").Any())) Thread.Yield();
            process.Kill();
            await process.WaitForExitAsync();
            await output;
            if (Directory.GetFiles(parsed, "*.bin").Length == 0) killedWriting++;
            foreach (var leftover in Directory.GetFiles(parsed, ".*.tmp")) File.SetLastWriteTimeUtc(leftover, DateTime.UtcNow.AddHours(-2));
        }
        Assert.True(killedWriting > 0, "No process was killed in time.");
        var first = Load();
        Assert.Equal(6000, first.NumGraphs);
        Assert.EndsWith(".bin", Assert.Single(Directory.GetFileSystemEntries(parsed)), StringComparison.Ordinal);     // leftovers are gone as well
        var second = Load();
        Assert.True(second.Report!.FromCache);
        Assert.Equal(first.Features.ToArray(), second.Features.ToArray());
        Assert.Equal(first.Adjacency.ToPairs(), second.Adjacency.ToPairs());
    }

    [Fact]
    public async Task DataDownload_KilledHalfWay_NextOneStartsAfresh()
    {
        var answer = LoopbackServer.Answer("200 OK", $"Content-Length: {Archive().Length}\r\n", Archive());
        using (var stalling = new LoopbackServer(async (_, stream, token) =>
        {
            await stream.WriteAsync(answer.AsMemory(0, answer.Length / 2), token);
            await Task.Delay(Timeout.Infinite, token);
        }))
        {
            using var process = Start("data", "download", "SAMPLE", "--url", $"{stalling.Url}");
            while (!Directory.Exists(_folder["cache/tu"]) || !Directory.EnumerateFiles(_folder["cache/tu"], "archive.zip", SearchOption.AllDirectories).Any())
            {
                Assert.False(process.HasExited, "The download ended by itself.");
                await Task.Delay(5);
            }
            process.Kill();
            await process.WaitForExitAsync();
        }
        var leftover = Assert.Single(Directory.GetDirectories(_folder["cache/tu"]));
        Directory.SetLastWriteTimeUtc(leftover, DateTime.UtcNow.AddHours(-2));
        using var server = LoopbackServer.Answering(answer);
        var run = await FinishAsync(Start("data", "download", "SAMPLE", "--url", $"{server.Url}"));
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal([_folder["cache/tu/SAMPLE"]], Directory.GetFileSystemEntries(_folder["cache/tu"]));
        Assert.Equal(30, Load().NumGraphs);
    }

    [SkippableFact]
    public async Task DataDownload_FileLargerThanAllowed_SaysSoAndLeavesNothing()
    {
        Skip.If(OperatingSystem.IsWindows(), "There is no limit to set on the size of files.");
        var archive = new ZipBytes().Add("SAMPLE/SAMPLE_A.txt", new string('1', 200_000)).ToArray();
        using var server = LoopbackServer.Answering(LoopbackServer.Answer("200 OK", $"Content-Length: {archive.Length}\r\n", archive));
        // A limit of 64 KiB on every file stands for a full disk.
        var run = await FinishAsync(Start(
            "bash", ["-c", "trap '' XFSZ; ulimit -f 64; exec dotnet \"$@\"", "bash", Tool, "data", "download", "SAMPLE", "--url", $"{server.Url}"]));
        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"{server.Url}SAMPLE.zip: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("too large for the file system", run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder["cache/tu"]));
    }

    private static string Tool => Path.Combine(AppContext.BaseDirectory, "graphseq.dll");

    private static byte[] Archive()
    {
        using var folder = new TemporaryFolder();
        SampleDataset.WriteTo(folder.Path, new SampleDatasetOptions { NumGraphs = 30 });
        var archive = new ZipBytes();
        foreach (var file in Directory.GetFiles(folder.Path)) archive.Add($"SAMPLE//{Path.GetFileName(file)}", File.ReadAllText(file));
        return archive.ToArray();
    }

    private GraphDataset Load() => TUDataset.Load("SAMPLE", new TUDatasetOptions
    {
        Folder = Directory.Exists(_folder["data"]) ? _folder["data"] : _folder["cache/tu/SAMPLE"],
        CacheFolder = _folder["cache"],
        Download = false,
    });

    private Process Start(params string[] arguments) => Start("dotnet", [Tool, .. arguments]);

    private Process Start(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[CacheFolders.CacheVariable] = _folder["cache"];
        start.Environment.Remove(CacheFolders.DataVariable);
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        return Process.Start(start)!;
    }

    private static async Task<(int ExitCode, string Output, string Error)> FinishAsync(Process process)
    {
        using (process)
        {
            using var limit = new CancellationTokenSource(Patience);
            var (output, error) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output, await error);
        }
    }
}
