using Xunit.Abstractions;

namespace GraphSeq.Tests.Fuzzing;

/// <summary>Every reader of files against mutants of sound inputs; see <see cref="Fuzzer"/> and <see cref="FuzzTarget"/>.</summary>
public class FuzzTests(ITestOutputHelper output)
{
    private static readonly Dictionary<string, Func<FuzzTarget>> Targets = new()
    {
        ["TU text"] = () => new TUTextTarget(),
        ["TU validation"] = () => new ValidationTarget(),
        ["CSV folders"] = () => new CsvFolderTarget(),
        ["zip archives"] = () => new ArchiveTarget(),
        ["cache files"] = () => new CacheTarget(),
        ["split files"] = () => new SplitFileTarget(),
        ["safetensors"] = () => new SafetensorsTarget(),
        ["model folders"] = () => new ModelFolderTarget(),
        ["checkpoints"] = () => new CheckpointTarget(),
        ["run folders"] = () => new RunFolderTarget(),
        ["grids"] = () => new GridTarget(),
        ["IDX files"] = () => new IdxTarget(),
        ["WAV files"] = () => new WavTarget(),
        ["audio folders"] = () => new AudioFolderTarget(),
        ["series on graphs"] = () => new SeriesTarget(),
        ["transforms"] = () => new TransformTarget(),
    };

    public static TheoryData<string> Readers => [.. Targets.Keys];

    [Theory]
    [MemberData(nameof(Readers))]
    public void Read_Mutants_ReadOrRefusedAsDocumented(string reader)
    {
        using var target = Targets[reader]();
        Assert.Equal(reader, target.Name);
        var tally = Fuzzer.Run(target, seed: 1);
        tally.Keep();
        output.WriteLine(tally.ToString());
        Assert.True(tally.Refused > tally.Mutants / 10 && tally.Read > tally.Mutants / 100, $"{tally}: one side is hardly tried.");
    }
}
