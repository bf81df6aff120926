using System.Text.RegularExpressions;
using GraphSeq.Tests.Packaging;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Examples;

/// <summary>The examples as users start them, in their shortest form. Their programs lie beside the tests, with everything they need.</summary>
public sealed class ExamplesTests : IDisposable
{
    private const int MaxLines = 100;
    private readonly string _folder = Directory.CreateTempSubdirectory("graphseq-examples-").FullName;

    public static TheoryData<string> Programs
    {
        get
        {
            var examples = Path.Combine(SharedFiles.RepositoryRoot, "examples");
            return [.. Directory.EnumerateFiles(examples, "Program.cs", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(examples, path))];
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Programs))]
    public void Program_OfEveryExample_HasAHundredLinesAtMost(string program) =>
        Assert.InRange(File.ReadAllLines(Path.Combine(SharedFiles.RepositoryRoot, "examples", program)).Length, 1, MaxLines);

    [Fact]
    public void Readme_FirstCode_IsTheExampleFirstUse()
    {
        var readme = File.ReadAllText(Path.Combine(SharedFiles.RepositoryRoot, "README.md"));
        var code = Regex.Match(readme, "```csharp\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;
        Assert.Equal(File.ReadAllText(Path.Combine(SharedFiles.RepositoryRoot, "examples", "FirstUse", "Program.cs")), code);
        Assert.InRange(code.TrimEnd('\n').Split('\n').Length, 1, 10);
    }

    [Fact]
    public void FirstUse_Run_LearnsTheSample()
    {
        var output = Run("FirstUse");
        var losses = Regex.Match(output, @"^loss (\d\.\d\d) -> (\d\.\d\d), test accuracy (\d\.\d\d)\n$");
        Assert.True(losses.Success, output);
        Assert.True(double.Parse(losses.Groups[2].Value) < double.Parse(losses.Groups[1].Value), output);
    }

    [Fact]
    public void OwnLayer_TwoEpochs_TrainsBothLayersToLowerLoss()
    {
        var losses = Regex.Matches(Run("OwnLayer", "2"), @"(?m)^(gcn|gated-mean) +\d+ parameters  loss (\d\.\d\d) -> (\d\.\d\d)  test accuracy \d\.\d\d on 30 graphs$");
        Assert.True(File.Exists(Path.Combine(_folder, "own-layer-gated-mean.png")));
        Assert.Equal(["gcn", "gated-mean"], losses.Select(match => match.Groups[1].Value));
        Assert.All(losses, match => Assert.True(double.Parse(match.Groups[3].Value) <= double.Parse(match.Groups[2].Value), match.Value));
    }

    [SkippableFact]
    public void Enzymes_OneEpoch_PrintsAccuracyAndDrawsTheCurve()
    {
        var output = Run("Enzymes", "--data", SharedFiles.RequireData("tu"), "--epochs", "1", "--plot", "curve.png");
        Assert.Matches(@"(?m)^epoch +1/\d+  loss \d\.\d{4}  accuracy 0\.\d{3}  validation loss \d\.\d{4}  validation accuracy 0\.\d{3}", output);
        Assert.Matches(@"(?m)^test accuracy \d+\.\d on 60 graphs", output);
        RequirePicture("curve.png");
    }

    [SkippableFact]
    public void Enzymes_TwoFolds_EndsWithTheirMean()
    {
        SharedFiles.RequireData("splits/ENZYMES_splits.json");
        var lines = Run("Enzymes", "--data", SharedFiles.RequireData("tu"), "--epochs", "1", "--folds", "2").TrimEnd().Split('\n');
        Assert.Contains("published folds", lines[0]);
        Assert.Matches(@"^mean test accuracy \d+\.\d ± \d+\.\d over 2 folds$", lines[^1]);
    }

    [Fact]
    public void Enzymes_NowhereToBeHad_SaysSoAndTakesTheSample()
    {
        var output = Run("Enzymes", "--epochs", "1");
        Assert.Contains("*** ENZYMES is not here: training on the built-in SAMPLE instead.", output);
        Assert.Matches(@"(?m)^test accuracy \d+\.\d on 30 graphs", output);
    }

    [SkippableFact]
    public void Traffic_ShortRun_PrintsTheTableAndDraws()
    {
        var output = Run("Traffic", "--data", SharedFiles.RequireData("timeseries/los-loop"), "--epochs", "1", "--stride", "12", "--plot", "traffic.png");
        Assert.Matches(@"(?m)^2016 steps of 207 detectors, 2833 edges; windows: 116 to learn from", output);
        Assert.Matches(@"(?m)^masked MAE \[mph\] +15 min +30 min +60 min$", output);
        foreach (var row in new[] { @"GRU \+ GCN", "last value", "historical average" }) Assert.Matches($@"(?m)^{row} +\d+\.\d\d +\d+\.\d\d +\d+\.\d\d$", output);
        RequirePicture("traffic.png");
    }

    [SkippableFact]
    public void Chickenpox_ShortRun_PrintsTheTableAndDraws()
    {
        var output = Run("Chickenpox", "--data", SharedFiles.RequireData("timeseries/chickenpox"), "--epochs", "5", "--plot", "chickenpox.png");
        Assert.Matches(@"(?m)^521 weeks of 20 counties; windows: 357 to learn from, 44 to choose by, 96 to judge by$", output);
        foreach (var row in new[] { "GConvGRU", "last value", "mean of the week", "mean of the county" }) Assert.Matches($@"(?m)^{row} +\d+\.\d\d\d +\d+\.\d\d\d$", output);
        RequirePicture("chickenpox.png");
    }

    [Theory]
    [InlineData("Traffic", "los-loop")]
    [InlineData("Chickenpox", "chickenpox")]
    public void SeriesExample_NowhereToBeHad_SaysWhatWasTriedAndFails(string example, string name)
    {
        var result = Start(example);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains($"Data set {name} was not found. Tried:", result.Error);
    }

    [SkippableFact]
    public void MnistPatches_ShortRun_PrintsAccuracyAndDraws()
    {
        var output = Run("MnistPatches", "--data", SharedFiles.RequireData("mnist"), "--epochs", "1", "--images", "200", "--plot", "curve.png");
        Assert.Matches(@"(?m)^epoch +1/\d+  loss \d\.\d{4}  accuracy 0\.\d{3}  validation loss \d\.\d{4}  validation accuracy [01]\.\d{3}", output);
        Assert.Matches(@"(?m)^test accuracy \d+\.\d on 200 images, 74858 parameters; learning curve in ", output);
        RequirePicture("curve.png");
    }

    [SkippableFact]
    public void MovingDigits_ShortRun_PrintsAccuracyAndDraws()
    {
        var output = Run("MovingDigits", "--data", SharedFiles.RequireData("mnist"), "--epochs", "1", "--videos", "100", "--plot", "curve.png");
        Assert.Matches(@"(?m)^100 videos of 8 frames, \d+ nodes that come and go$", output);
        Assert.Matches(@"(?m)^test accuracy \d+\.\d on \d+ videos, one direction in eight; learning curve in ", output);
        RequirePicture("curve.png");
    }

    [SkippableFact]
    public void SpokenDigits_ShortRun_PrintsBothAccuraciesAndDraws()
    {
        var output = Run(
            "SpokenDigits", "--data", SharedFiles.RequireData("audio/fsdd"), "--epochs", "1", "--copies", "1", "--speakers", "1", "--plot", "curve.png");
        Assert.Matches(@"(?m)^300 recordings of 6 speakers$", output);
        Assert.Matches(@"(?m)^known speakers: test accuracy \d+\.\d on 120 recordings; learning curve in ", output);
        Assert.Matches(@"(?m)^never heard george: test accuracy \d+\.\d on 50 recordings$", output);
        Assert.Matches(@"(?m)^unknown speakers: mean test accuracy \d+\.\d over 1 speakers$", output);
        RequirePicture("curve.png");
    }

    [Theory]
    [InlineData("MnistPatches")]
    [InlineData("MovingDigits")]
    [InlineData("SpokenDigits")]
    public void ReaderExample_NowhereToBeHad_SaysWhatWasTriedAndFails(string example)
    {
        var result = Start(example);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("was not found. Tried:", result.Error);
    }

    /// <summary>What an example prints in an empty folder, with an empty cache and a proxy that lets nothing through to the network.</summary>
    private string Run(string example, params string[] arguments) => Start(example, arguments).RequireSuccess().Output;

    private void RequirePicture(string name) =>
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(Path.Combine(_folder, name))[..4]);

    private DotnetCommand Start(string example, params string[] arguments) =>
        DotnetCommand.Run(_folder, [Path.Combine(AppContext.BaseDirectory, $"{example}.dll"), .. arguments], environment: new Dictionary<string, string>
        {
            ["GRAPHSEQ_DATA"] = "",
            ["GRAPHSEQ_CACHE"] = Path.Combine(_folder, "cache"),
            ["ALL_PROXY"] = "http://127.0.0.1:9",
            ["HTTPS_PROXY"] = "http://127.0.0.1:9",
        });
}
