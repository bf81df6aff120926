using System.Diagnostics;
using System.Globalization;
using GraphSeq.Cli;
using GraphSeq.Datasets;

namespace GraphSeq.Tests.Cli;

public sealed class InterruptionTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly string _folder = Directory.CreateTempSubdirectory("graphseq-interrupt-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableTheory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public void Train_Signal_FinishesTheBatchAndEndsWith130(string signal)
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no POSIX signals to send.");
        Skip.If(signal == "INT" && IgnoresInterrupts(), "SIGINT is ignored here, as in a background job of a shell, and children inherit that.");
        SampleDataset.WriteTo(_folder, new SampleDatasetOptions { NumGraphs = 40 });
        var start = new ProcessStartInfo("dotnet",
        [
            Path.Combine(AppContext.BaseDirectory, "graphseq.dll"), "train", "SAMPLE", "--data", _folder, "--no-cache", "--model", "gcn",
            "--epochs", "1000000", "--out", Path.Combine(_folder, "run"),
        ])
        { RedirectStandardOutput = true, RedirectStandardError = true };
        using var tool = Process.Start(start)!;
        try
        {
            while (tool.StandardOutput.ReadLine() is { } line && !line.StartsWith("epoch", StringComparison.Ordinal))
                Assert.DoesNotContain("Exception", line);
            var drained = tool.StandardOutput.ReadToEndAsync();
            using (var kill = Process.Start("kill", [$"-{signal}", $"{tool.Id}"])) kill.WaitForExit();
            Assert.True(tool.WaitForExit(Patience), "the tool did not end");
            Assert.Equal(ExitCode.Interrupted, tool.ExitCode);
            var run = Path.Combine(_folder, "run");
            Assert.Equal(
                $"Stopping after this batch. Once more stops at once.\nSaved in {run}. Go on with: graphseq train --resume {run}\nInterrupted.\n",
                tool.StandardError.ReadToEnd());
            Assert.NotEmpty(Directory.GetFiles(Path.Combine(run, "checkpoints"), "*.json"));
            drained.Wait();
        }
        finally
        {
            if (!tool.HasExited) tool.Kill();
        }
    }

    [SkippableFact]
    public void Cv_SecondSignal_StopsAtOnce()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no POSIX signals to send.");
        SampleDataset.WriteTo(_folder, new SampleDatasetOptions { NumGraphs = 40 });
        var start = new ProcessStartInfo("dotnet",
        [
            Path.Combine(AppContext.BaseDirectory, "graphseq.dll"), "cv", "SAMPLE", "--data", _folder, "--no-cache", "--folds", "2", "--jobs", "1",
            "--epochs", "1000000", "--out", Path.Combine(_folder, "cv"),
        ])
        { RedirectStandardOutput = true, RedirectStandardError = true };
        using var tool = Process.Start(start)!;
        try
        {
            Assert.StartsWith("Read from", tool.StandardOutput.ReadLine());
            for (var signal = 0; signal < 2; signal++)
                using (var kill = Process.Start("kill", ["-TERM", $"{tool.Id}"])) kill.WaitForExit();
            Assert.True(tool.WaitForExit(Patience), "the tool did not end");
            Assert.Equal(ExitCode.Interrupted, tool.ExitCode);
        }
        finally
        {
            if (!tool.HasExited) tool.Kill();
        }
    }

    [SkippableFact]
    public void Cv_SignalBeforeAnyTrainingHasEnded_SaysThatNothingIsKept()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no POSIX signals to send.");
        SampleDataset.WriteTo(_folder, new SampleDatasetOptions { NumGraphs = 40 });
        var place = Path.Combine(_folder, "cv");
        var start = new ProcessStartInfo("dotnet",
        [
            Path.Combine(AppContext.BaseDirectory, "graphseq.dll"), "cv", "SAMPLE", "--data", _folder, "--no-cache", "--folds", "2", "--jobs", "1",
            "--model", "gcn", "--epochs", "1000000", "--no-baselines", "--out", place,
        ])
        { RedirectStandardOutput = true, RedirectStandardError = true };
        using var tool = Process.Start(start)!;
        try
        {
            Assert.StartsWith("Read from", tool.StandardOutput.ReadLine());
            while (!Directory.Exists(place)) Thread.Sleep(10);
            using (var kill = Process.Start("kill", ["-TERM", $"{tool.Id}"])) kill.WaitForExit();
            Assert.True(tool.WaitForExit(Patience), "the tool did not end");
            Assert.Equal(ExitCode.Interrupted, tool.ExitCode);
            Assert.Contains("No training had ended: nothing is kept. Begin again with: graphseq cv SAMPLE", tool.StandardError.ReadToEnd());
            Assert.False(Directory.Exists(place));
        }
        finally
        {
            if (!tool.HasExited) tool.Kill();
        }
    }

    [SkippableFact]
    public void DataInfo_SignalWhileAFileDoesNotAnswer_EndsWith130()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no POSIX signals to send.");
        SampleDataset.WriteTo(_folder, new SampleDatasetOptions { NumGraphs = 4 });
        var pipe = Path.Combine(_folder, "SAMPLE_A.txt");
        File.Delete(pipe);
        using (var make = Process.Start("mkfifo", [pipe])) make.WaitForExit();      // whoever opens it waits for a writer, for ever
        var start = new ProcessStartInfo("dotnet",
            [Path.Combine(AppContext.BaseDirectory, "graphseq.dll"), "data", "info", "SAMPLE", "--data", _folder, "--offline", "--no-cache"])
        { RedirectStandardOutput = true, RedirectStandardError = true };
        using var tool = Process.Start(start)!;
        try
        {
            Assert.False(tool.WaitForExit(TimeSpan.FromSeconds(3)), "the pipe was not waited for");
            using (var kill = Process.Start("kill", ["-TERM", $"{tool.Id}"])) kill.WaitForExit();
            Assert.True(tool.WaitForExit(Patience), "the tool did not end");
            Assert.Equal((ExitCode.Interrupted, "Interrupted.\n"), (tool.ExitCode, tool.StandardError.ReadToEnd()));
        }
        finally
        {
            if (!tool.HasExited) tool.Kill();
        }
    }

    private static bool IgnoresInterrupts()
    {
        const int Interrupt = 1 << 1;                                           // SIGINT is signal 2, the second bit
        if (!File.Exists("/proc/self/status")) return false;
        var ignored = File.ReadLines("/proc/self/status").First(line => line.StartsWith("SigIgn:", StringComparison.Ordinal)).Split('\t')[1];
        return (ulong.Parse(ignored, NumberStyles.HexNumber, CultureInfo.InvariantCulture) & Interrupt) != 0;
    }
}
