using System.Diagnostics;
using System.Text.Json;
using GraphSeq.Cli;
using GraphSeq.Datasets;

namespace GraphSeq.Tests.Cli;

public sealed class CvCommandTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly string _folder = Directory.CreateTempSubdirectory("graphseq-cv-").FullName;

    public CvCommandTests() => SampleDataset.WriteTo(_folder, new SampleDatasetOptions { NumGraphs = 40 });

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Cv_SeveralProcesses_GiveTheNumbersOfOne()
    {
        var (one, two) = (Cv("--jobs", "1"), Cv("--jobs", "2"));
        Assert.Equal(
            ["gcn", "gcn, ensemble of 2", "majority class", "label histogram (kernel ridge)", "structure-blind (kernel ridge)", "smoothed features (kernel ridge)"],
            one.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("name").GetString()!));
        foreach (var name in (string[])["name", "mean", "sd", "interval", "folds", "metrics"])
            Assert.Equal(Values(one, name), Values(two, name));
        Assert.Equal(15, one.GetProperty("tests").GetArrayLength());
        Assert.Equal(64, one.GetProperty("data_hash").GetString()!.Length);
        Assert.StartsWith("graphseq cv SAMPLE", one.GetProperty("command").GetString());

        static IEnumerable<string> Values(JsonElement report, string name) =>
            report.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty(name).GetRawText());
    }

    [Fact]
    public void Cv_Grid_ChoosesFoldByFold()
    {
        var grid = Write("grid.yaml", "model: gcn\ntraining:\n  epochs: [1, 2]\n  schedule.kind: cosine\narchitecture:\n  hidden_size: 8\n");
        var row = Cv("--jobs", "1", "--grid", grid).GetProperty("rows")[0];
        Assert.Equal("chosen model", row.GetProperty("name").GetString());
        Assert.All(row.GetProperty("choices").EnumerateArray(), choice =>
            Assert.Matches("^gcn: hidden_size 8, epochs [12], schedule.kind cosine$", choice.GetString()));
    }

    [Theory]
    [InlineData("training:\n  learnig_rate: 0.1", "there is no option 'learnig_rate'. Did you mean learning_rate")]
    [InlineData("training:\n  learning_rate: fast", "learning_rate cannot be \"fast\"")]
    [InlineData("trainings:\n  epochs: 1", "'trainings' is not known. Did you mean training")]
    [InlineData("model: [gcn\n", "grid.yaml:")]
    [InlineData("architecture: 3", "architecture must have options by name")]
    [InlineData("{\"model\": \"gct\"}", "Did you mean gcn")]
    [InlineData("training: {epochs: 0}", "Epochs is 0 but must be at least 1")]
    public void Cv_BadGrid_SaysWhat(string text, string expected)
    {
        var tool = Tool.Run("cv", "SAMPLE", "--data", _folder, "--no-cache", "--folds", "2", "--jobs", "1", "--grid", Write("grid.yaml", text));
        Assert.Contains(expected, tool.Error);
        Assert.Equal(ExitCode.BadInput, tool.ExitCode);
    }

    [Fact]
    public void Cv_Out_LeavesTheReportAndPrintsTheTable()
    {
        var place = Path.Combine(_folder, "out");
        var tool = Tool.Run([.. Arguments, "--model", "gcn", "--jobs", "1", "--no-baselines", "--ablation", "shuffled-nodes", "--out", place]);
        Assert.Equal(ExitCode.Ok, tool.ExitCode);
        Assert.Contains("gcn, shuffled-nodes", tool.Output);
        Assert.Contains("95 % interval", tool.Output);
        var report = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(place, "cv.json"))).RootElement;
        Assert.Equal(4, report.GetProperty("rows").GetArrayLength());
        Assert.True(File.Exists(Path.Combine(place, "report.html")));
        var compared = Tool.Run("compare", place, place, "--plot", Path.Combine(place, "rows.png"), "--json").Json();
        Assert.Equal(8, compared.GetProperty("rows").GetArrayLength());
        Assert.Equal(28, compared.GetProperty("tests").GetArrayLength());
        Assert.Equal(
            report.GetProperty("tests")[0].GetProperty("p").GetDouble(), compared.GetProperty("tests")[0].GetProperty("p").GetDouble(), 12);
        Assert.Contains("holds no cv.json", Tool.Run("compare", _folder).Error);
    }

    [Fact]
    public void Cv_OutOnceMore_TakesUpWhatIsThere()
    {
        var place = Path.Combine(_folder, "again");
        JsonElement Once() => Cv("--jobs", "1", "--no-baselines", "--out", place);
        var (first, second) = (Once(), Once());
        Assert.Equal((0, 6), (first.GetProperty("taken_up").GetInt32(), second.GetProperty("taken_up").GetInt32()));
        foreach (var name in (string[])["rows", "tests"]) Assert.Equal(first.GetProperty(name).GetRawText(), second.GetProperty(name).GetRawText());
    }

    [SkippableFact]
    public void Cv_KilledWorker_IsReplacedAndSaidOnce()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "processes are looked up in /proc.");
        Tool? tool = null;
        var run = new Thread(() => tool = Tool.Run([.. Arguments, "--model", "gcn", "--epochs", "40", "--no-baselines", "--jobs", "2", "--json"]));
        run.Start();
        int[] workers = [];
        while (workers.Length == 0 && run.IsAlive) workers = [.. Workers()];
        Assert.NotEmpty(workers);
        Process.GetProcessById(workers[0]).Kill();
        run.Join();
        Assert.Equal(3, tool!.Json().GetProperty("rows")[0].GetProperty("folds").GetArrayLength());
        Assert.Single(tool.Error.Split('\n'), line => line.Contains("was killed", StringComparison.Ordinal) && line.EndsWith("It is done once more.", StringComparison.Ordinal));
    }

    [SkippableFact]
    public void Cv_KilledParent_TakesItsWorkersAlong()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "processes are looked up in /proc.");
        var start = new ProcessStartInfo("dotnet",
            [Path.Combine(AppContext.BaseDirectory, "graphseq.dll"), .. Arguments, "--model", "gcn", "--epochs", "1000000", "--no-baselines", "--jobs", "2"])
        { RedirectStandardOutput = true, RedirectStandardError = true };
        using var tool = Process.Start(start)!;
        int[] workers = [];
        var waited = Stopwatch.StartNew();
        while (workers.Length < 2 && !tool.HasExited && waited.Elapsed < Patience) workers = [.. Workers(tool.Id)];
        Assert.Equal(2, workers.Length);
        Thread.Sleep(TimeSpan.FromSeconds(3));                                  // so that they are at work
        tool.Kill();
        tool.WaitForExit();
        waited.Restart();
        while (workers.Any(IsAlive) && waited.Elapsed < Patience) Thread.Sleep(50);
        var left = workers.Where(IsAlive).ToArray();
        foreach (var worker in left) Process.GetProcessById(worker).Kill();
        Assert.Empty(left);

        static bool IsAlive(int id)
        {
            try
            {
                var stat = File.ReadAllText($"/proc/{id}/stat");
                return stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');
            }
            catch (IOException)
            {
                return false;
            }
        }
    }

    /// <summary>Workers that a process has started; null for this one.</summary>
    private static IEnumerable<int> Workers(int? of = null)
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(path => char.IsDigit(Path.GetFileName(path)[0])))
        {
            string stat, command;
            try
            {
                (stat, command) = (File.ReadAllText(Path.Combine(folder, "stat")), File.ReadAllText(Path.Combine(folder, "cmdline")));
            }
            catch (IOException)
            {
                continue;                                                       // it has ended meanwhile
            }
            var parent = int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
            if (parent == (of ?? Environment.ProcessId) && command.Contains("cv-worker", StringComparison.Ordinal))
                yield return int.Parse(Path.GetFileName(folder), System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    private string[] Arguments => ["cv", "SAMPLE", "--data", _folder, "--no-cache", "--folds", "3", "--repeats", "2", "--seed", "5"];

    private JsonElement Cv(params string[] more) =>
        Tool.Run([.. Arguments, .. more.Contains("--grid") ? [] : (string[])["--epochs", "2", "--model", "gcn"], .. more, "--json"]).Json();

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
