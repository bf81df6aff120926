using static TorchSharp.torch;

namespace GraphSeq.Tests.Support;

public class SupportGoldenTests
{
    [SkippableFact]
    public void Case_EveryCaseOfEveryFile_IsRead()
    {
        var files = Directory.GetFiles(Path.GetDirectoryName(SharedFiles.RequireGolden("README.md"))!, "*.json").Select(file => Path.GetFileName(file));
        var cases = 0;
        foreach (var file in files.Where(file => GoldenFile.Json(file).TryGetProperty("cases", out _)))
            foreach (var entry in GoldenFile.Json(file).GetProperty("cases").EnumerateArray())
            {
                if (!entry.TryGetProperty("inputs", out _)) continue;
                using var scope = NewDisposeScope();
                var golden = GoldenFile.Case(file, entry.GetProperty("name").GetString()!);
                Assert.All(golden.ParameterGrads.Keys, name => Assert.Contains(name, golden.StateDict.Keys));
                Assert.All(golden.LossWeights.Keys, name => Assert.Contains(name, golden.Outputs.Keys));
                cases++;
            }
        Assert.True(cases > 900, $"Only {cases} cases were read.");
    }

    [SkippableFact]
    public void Check_WrongOutput_FailsWithIndexAndValues()
    {
        using var scope = NewDisposeScope();
        var golden = GoldenFile.Case("GCNConv.json", "default/directed");
        var failure = Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => GoldenRunner.Check(golden, null, () => golden.Outputs["out"] + 0.5));
        Assert.Contains("difference 5.000E-001", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Close_NanAndInfinity_EqualThemselvesOnly()
    {
        using var scope = NewDisposeScope();
        TensorAssert.Close(tensor(new[] { float.NaN, float.PositiveInfinity }), tensor(new[] { float.NaN, float.PositiveInfinity }), 0);
        var failure = Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => TensorAssert.Close(tensor(new[] { 1f, float.NaN }), tensor(new[] { 1f, 2f }), 1));
        Assert.Contains("[1]: NaN where 2", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_WrongGradient_Fails()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 1.0, 2.0 });
        FiniteDifferences.Check(null, () => x * x, ("x", x));
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => FiniteDifferences.Check(null, () => x * x.detach(), ("x", x)));
    }
}
