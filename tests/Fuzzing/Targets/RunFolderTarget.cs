using GraphSeq.Cli;
using GraphSeq.Cli.Runs;
using GraphSeq.Datasets;
using GraphSeq.Models;
using GraphSeq.Tests.Support;
using GraphSeq.Training;

namespace GraphSeq.Tests.Fuzzing;

/// <summary>The settings and the split in a run's folder, which <c>train --resume</c> starts from.</summary>
internal sealed class RunFolderTarget : FuzzTarget
{
    private readonly TemporaryFolder _folder = new(inMemory: true);

    public RunFolderTarget()
    {
        var run = RunFolder.Create(_folder["written"], "TOY", DateTime.UnixEpoch);
        var config = new RunConfig
        {
            Dataset = "TOY",
            Source = new TUDatasetOptions { Folder = "data" },
            DataHash = "0123",
            Preset = "gcn",
            Model = ModelPresets.Create("conv-lstm-gcn", [21], 2),
            Trainer = new TrainerOptions { Epochs = 3 },
            Command = "graphseq train TOY",
            Started = DateTime.UnixEpoch,
        };
        run.Start(config, new Split([0, 1], [2], [3, 4]));
        Corpus = [FuzzInput.FromFolder(_folder["written"])];
    }

    public override string Name => "run folders";

    public override IReadOnlyList<FuzzInput> Corpus { get; }

    public override void Dispose() => _folder.Dispose();

    public override bool Read(FuzzInput input)
    {
        input.WriteTo(_folder["in"]);
        var (_, config, split) = RunFolder.Open(_folder["in"]);
        Assert.All((object?[])[config.Dataset, config.Source, config.Preset, config.Model, config.Trainer, split.Train, split.Validation, split.Test], Assert.NotNull);
        return true;
    }

    public override bool IsDocumented(Exception e) => e is BadInputException;
}
