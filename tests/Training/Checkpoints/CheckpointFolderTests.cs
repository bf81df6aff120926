using GraphSeq.Tests.Support;
using GraphSeq.Training.Checkpoints;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Training.Checkpoints;

public class CheckpointFolderTests
{
    [Fact]
    public void Write_MoreThanEightDigits_AreOrderedByNumber()
    {
        using var folder = new TemporaryFolder();
        foreach (var steps in new[] { 99_999_998, 99_999_999, 100_000_000L, 100_000_001 }) Write(folder, steps, epochs: 1);
        Assert.Equal(["step-100000000-000001.json", "step-100000001-000001.json"], Names(folder, "*.json"));
        Assert.Equal(["step-100000000-000001.safetensors", "step-100000001-000001.safetensors"], Names(folder, "*.safetensors"));
        Assert.Equal(100_000_001, Latest(folder));
    }

    [Fact]
    public void Write_EpochEndsAtTheSameStep_IsNewer()
    {
        using var folder = new TemporaryFolder();
        Write(folder, 7, epochs: 2);
        Write(folder, 7, epochs: 1);
        Assert.Equal(folder["step-00000007-000002.json"], new CheckpointFolder(folder.Path).Latest);
    }

    [Theory]
    [InlineData("step-x")]
    [InlineData("step-99999999")]
    [InlineData("step-99999999-x")]
    [InlineData("step-9-000001")]
    [InlineData("step-+0000009-000001")]
    [InlineData("step-00000009-000001-copy")]
    public void Write_FilesOfSomeoneElse_NeitherCountNorGo(string name)
    {
        using var folder = new TemporaryFolder();
        foreach (var extension in new[] { ".json", ".safetensors" }) File.WriteAllText(folder[name + extension], "mine");
        Assert.Null(new CheckpointFolder(folder.Path).Latest);
        foreach (var steps in new[] { 1, 2, 3 }) Write(folder, steps, epochs: 0);
        Assert.Equal(["step-00000002-000000.json", "step-00000003-000000.json"], Names(folder, "*.json").Where(file => file != $"{name}.json"));
        Assert.Equal(3, Latest(folder));
        new CheckpointFolder(folder.Path).Clean(all: true);
        Assert.Equal([$"{name}.json", $"{name}.safetensors"], Names(folder, "*"));
    }

    [Fact]
    public void Write_TensorsWithoutAState_AreRemoved()
    {
        using var folder = new TemporaryFolder();
        Write(folder, 1, epochs: 0);
        // A process may die between the two files of a checkpoint: here of one behind, and of one ahead of, what is there.
        foreach (var name in new[] { "step-00000000-000000.safetensors", "step-00000005-000000.safetensors" }) File.WriteAllText(folder[name], "left");
        Assert.Equal(1, Latest(folder));
        Write(folder, 2, epochs: 0);
        Assert.Equal(["step-00000001-000000.safetensors", "step-00000002-000000.safetensors"], Names(folder, "*.safetensors"));
        Assert.Equal(2, Latest(folder));
    }

    private static void Write(TemporaryFolder folder, long steps, int epochs)
    {
        using var value = tensor(new[] { steps });
        var state = new CheckpointState(CheckpointState.CurrentFormat, [], epochs, null, 0, 0, 0, steps, 0, 0, 0, 0, [], "", "");
        new CheckpointFolder(folder.Path).Write(state, [new("value", value)]);
    }

    private static long Latest(TemporaryFolder folder)
    {
        var (state, tensors, _) = new CheckpointFolder(folder.Path).ReadLatest()!.Value;
        Assert.Equal(state.OptimizerSteps, tensors["value"].item<long>());
        tensors["value"].Dispose();
        return state.OptimizerSteps;
    }

    private static string[] Names(TemporaryFolder folder, string pattern) =>
        [.. Directory.GetFiles(folder.Path, pattern).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];
}
