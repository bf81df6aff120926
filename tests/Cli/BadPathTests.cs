using GraphSeq.Cli;
using GraphSeq.Datasets;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Cli;

/// <summary>Paths that are not what the command asks for: one clear message, exit code 2, nothing done.</summary>
public sealed class BadPathTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string? _cache = Environment.GetEnvironmentVariable(CacheFolders.CacheVariable);

    public BadPathTests()
    {
        Environment.SetEnvironmentVariable(CacheFolders.CacheVariable, _folder["cache"]);
        SampleDataset.WriteTo(_folder["data"], new SampleDatasetOptions { NumGraphs = 20 });
        Directory.CreateDirectory(_folder["folder"]);
        File.WriteAllText(_folder["file"], "x");
        File.WriteAllText(_folder["empty"], "");
        Directory.CreateDirectory(_folder["odd/SET_A.txt"]);
        Directory.CreateDirectory(_folder["odd/ZIP.zip"]);
        File.WriteAllText(_folder["odd/EMPTY.zip"], "");
        File.WriteAllText(_folder["odd/BLANK_A.txt"], "");
        if (OperatingSystem.IsWindows()) return;
        File.CreateSymbolicLink(_folder["loop"], _folder["loop2"]);
        File.CreateSymbolicLink(_folder["loop2"], _folder["loop"]);
        File.CreateSymbolicLink(_folder["odd/DANGLING.zip"], _folder["nowhere"]);
        foreach (var kind in (string[])["A", "graph_indicator", "graph_labels"]) File.CreateSymbolicLink(_folder[$"odd/DEVICE_{kind}.txt"], "/dev/zero");
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(CacheFolders.CacheVariable, _cache);
        _folder.Dispose();
    }

    [Theory]
    [InlineData("data info SET --offline --data @file", "The folder @file is not there")]
    [InlineData("data info SET --offline --data @nowhere", "The folder @nowhere is not there")]
    [InlineData("data info SET --offline --data @odd", "@odd holds no SET_A.txt")]
    [InlineData("data info ZIP --offline --data @odd", "@odd holds no ZIP_A.txt")]
    [InlineData("data info EMPTY --offline --data @odd", "@odd/EMPTY.zip: the archive is damaged")]
    [InlineData("data info BLANK --offline --data @odd", "BLANK_graph_labels.txt: the file is missing")]
    [InlineData("data info ../x --offline --data @data", "../x")]
    [InlineData("data info @file --offline", "@file")]
    [InlineData("data validate @nowhere", "@nowhere")]
    [InlineData("data validate @folder", "@folder")]
    [InlineData("evaluate @nowhere SAMPLE --data @data", "@nowhere holds no model")]
    [InlineData("evaluate @file SAMPLE --data @data", "@file holds no model")]
    [InlineData("predict @folder SAMPLE --data @data", "@folder holds no model")]
    [InlineData("import @nowhere --out @new", "@nowhere")]
    [InlineData("import @folder --out @new", "@folder: this is a folder. Pass the safetensors file in it.")]
    [InlineData("import @file --out @new", "@file: 1 bytes are no safetensors file")]
    [InlineData("import @empty --out @new", "@empty: 0 bytes are no safetensors file")]
    [InlineData("compare @file", "@file is not what 'graphseq cv' writes")]
    [InlineData("compare @folder", "@folder holds no cv.json")]
    [InlineData("cv SAMPLE --data @data --model gcn --splits @nowhere", "@nowhere: the file cannot be read")]
    [InlineData("cv SAMPLE --data @data --model gcn --splits @folder", "@folder: the file cannot be read")]
    [InlineData("cv SAMPLE --data @data --model gcn --splits @empty", "@empty:1: the file is not JSON")]
    [InlineData("cv SAMPLE --data @data --model gcn --grid @folder", "@folder")]
    [InlineData("cv SAMPLE --data @data --model gcn --grid @empty", "@empty must have the keys")]
    [InlineData("train --resume @nowhere", "@nowhere holds no run.json")]
    [InlineData("train --resume @file", "@file holds no run.json")]
    [InlineData("train SAMPLE --data @data --model gcn --epochs 1 --out @file", "@file cannot be made")]
    [InlineData("train SAMPLE --data @data --model gcn --epochs 1 --out @file/below", "@file/below cannot be made")]
    [InlineData("train SAMPLE --data @data --model gcn --epochs 1 --out ''", "--out is empty")]
    [InlineData("data info SAMPLE --data @data --out @file", "@file cannot be made")]
    [InlineData("data info SAMPLE --data @data --out @file/below", "Pass --out with a folder that can be written.")]
    [InlineData("data info SAMPLE --data @data --out ''", "--out is empty")]
    [InlineData("explain @nowhere SAMPLE --data @data --graph 0 --out @file", "@file cannot be made")]
    [InlineData("explain @nowhere SAMPLE --data @data --graph 0 --out ''", "--out is empty")]
    [InlineData("data convert SAMPLE @file --data @data", "@file cannot be made")]
    [InlineData("data convert SAMPLE @file/below --data @data", "Pass a folder that can be written.")]
    [InlineData("data convert SAMPLE '' --data @data", "The folder's name is empty")]
    [InlineData("data validate @data --repair @file", "Pass --repair with a folder that can be written.")]
    [InlineData("data validate @data --repair ''", "--repair is empty")]
    [InlineData("compare @folder --plot @file/plot.png", "@file/plot.png cannot be made")]
    [InlineData("compare @folder --plot @folder", "@folder is a folder. Pass --plot with a file in a folder that can be written.")]
    [InlineData("compare @folder --plot ''", "--plot is empty")]
    [InlineData("import @file --out @file", "@file cannot be made")]
    public void Run_PathOfAnotherKind_IsOneClearMessage(string line, string expected) => AssertRefused(line, expected);

    [SkippableTheory]
    [InlineData("data info SET --offline --data @loop", "The folder @loop is not there")]
    [InlineData("data info DANGLING --offline --data @odd", "DANGLING")]
    [InlineData("data info DEVICE --offline --data @odd", "it is a device or a pipe, not a file")]
    [InlineData("data info DEVICE --offline --no-cache --data @odd", "it is a device or a pipe, not a file")]
    [InlineData("cv SAMPLE --data @data --model gcn --splits /dev/zero", "/dev/zero: the file cannot be read: it holds more than")]
    [InlineData("cv SAMPLE --data @data --model gcn --grid /dev/zero", "/dev/zero: it holds more than")]
    [InlineData("compare /dev/zero", "it holds more than")]
    [InlineData("import @loop --out @new", "@loop: the file cannot be read")]
    [InlineData("evaluate @loop SAMPLE --data @data", "@loop holds no model")]
    [InlineData("train SAMPLE --data @data --model gcn --epochs 1 --out @loop", "@loop cannot be made")]
    public void Run_LinkThatLeadsNowhere_IsOneClearMessage(string line, string expected)
    {
        Skip.If(OperatingSystem.IsWindows(), "Links need a privilege there.");
        AssertRefused(line, expected);
    }

    [SkippableTheory]
    [InlineData("data info SAMPLE --offline --no-cache --data @data", "SAMPLE_A.txt: the file cannot be read")]
    [InlineData("import @data/SAMPLE_A.txt --out @new", "SAMPLE_A.txt: the file cannot be read")]
    public void Run_FileThatMayNotBeRead_IsOneClearMessage(string line, string expected)
    {
        Skip.If(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "Everything may be read by this user.");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_folder["data/SAMPLE_A.txt"], UnixFileMode.None);
        AssertRefused(line, expected);
    }

    [SkippableTheory]
    [InlineData("data info @locked")]
    [InlineData("data validate @locked")]
    [InlineData("data list --data @locked")]
    public void Run_FolderThatMayNotBeRead_IsOneClearMessage(string line)
    {
        Skip.If(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "Everything may be read by this user.");
        Directory.CreateDirectory(_folder["locked"]);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_folder["locked"], UnixFileMode.None);
        AssertRefused(line, "Pass a place that this user may read");
    }

    [Fact]
    public void Explain_AccessDenied_IsTheCallersToMend() => Assert.Equal(
        (ExitCode.BadInput, "Access to the path '/x' is denied. Pass a place that this user may read, or write, or change who may."),
        ErrorText.Explain(new UnauthorizedAccessException("Access to the path '/x' is denied.")));

    [SkippableTheory]
    [InlineData("data info SAMPLE --data @data --out /proc/none", "/proc/none cannot be made")]
    [InlineData("data convert SAMPLE /proc/none --data @data", "/proc/none cannot be made")]
    public void Run_PlaceThatNobodyCanWrite_IsOneClearMessage(string line, string expected)
    {
        Skip.IfNot(Directory.Exists("/proc"), "There is no such place.");
        AssertRefused(line, expected);
    }

    [Theory]
    [InlineData("with blanks and ' quotes")]
    [InlineData("ünïcödé 数据 🙂")]
    [InlineData("-rf")]
    public void Run_UnusualFolder_IsUsedLikeAnyOther(string name)
    {
        Directory.Move(_folder["data"], _folder[name]);
        Assert.Equal(ExitCode.Ok, Tool.Run("data", "info", "SAMPLE", "--offline", "--data", _folder[name]).ExitCode);
        Assert.NotEmpty(Directory.GetFiles(_folder["cache/parsed"]));
    }

    [Fact]
    public void Run_VeryLongNames_AreRefusedInOneMessage()
    {
        var name = new string('a', 300);
        foreach (var path in (string[])[_folder[name], _folder[string.Concat(Enumerable.Repeat("b/", 3000))]])
            AssertRefused($"train SAMPLE --data @data --model gcn --epochs 1 --out {path}", "cannot be made");
        AssertRefused($"data info {name} --offline --data @data", $"Data set {name} was not found");
    }

    [Fact]
    public void Run_TraceAskedFor_ShowsTheStack()
    {
        Environment.SetEnvironmentVariable("GRAPHSEQ_TRACE", "1");
        try
        {
            Assert.Contains("   at GraphSeq.", Tool.Run("import", _folder["file"], "--out", _folder["new"]).Error, StringComparison.Ordinal);
        }
        finally
        {
            Environment.SetEnvironmentVariable("GRAPHSEQ_TRACE", null);
        }
    }

    private void AssertRefused(string line, string expected)
    {
        var tool = Tool.Run([.. line.Split(' ').Select(word => Path(word == "''" ? "" : word))]);
        Assert.True(tool.ExitCode == ExitCode.BadInput, $"exit code {tool.ExitCode}: {tool.Error}");
        Assert.Contains(Path(expected), tool.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", tool.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", tool.Error, StringComparison.Ordinal);
        Assert.InRange(tool.Error.TrimEnd().Split('\n').Length, 1, 8);
        Assert.False(Directory.Exists(_folder["new"]));
    }

    /// <summary><c>@name</c> is a path in this test's folder.</summary>
    private string Path(string text) => text.Replace("@", _folder.Path + "/", StringComparison.Ordinal);
}
