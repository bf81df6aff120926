using System.Security.Cryptography;
using System.Text;
using GraphSeq.Datasets;
using GraphSeq.Models;
using GraphSeq.Tests.Support;
using GraphSeq.Training;
using GraphSeq.Training.Checkpoints;

namespace GraphSeq.Tests.Fuzzing;

/// <summary>Checkpoints: a run is taken up from one that is whole, or not at all.</summary>
internal sealed class CheckpointTarget : FuzzTarget
{
    private static readonly GraphDataset Data = ToyData.Rings(6);
    private static readonly Split Split = new([0, 1, 2, 3], [4], [5]);
    private readonly TemporaryFolder _folder = new(inMemory: true);

    public CheckpointTarget()
    {
        Fit("whole", everySteps: 1);
        var whole = FuzzInput.FromFolder(_folder["whole"]);
        var last = whole.Copy();
        foreach (var name in whole.Files.Keys.Take(2)) last.Files.Remove(name);
        Corpus = [whole, last];
    }

    public override string Name => "checkpoints";

    public override IReadOnlyList<FuzzInput> Corpus { get; }

    public override int Mutants => 600;

    public override void Dispose() => _folder.Dispose();

    public override bool Read(FuzzInput input)
    {
        input.WriteTo(_folder["in"]);
        Fit("in", everySteps: null);
        return true;
    }

    public override bool IsDocumented(Exception e) => e is CheckpointException or TrainingDivergedException;

    public override IEnumerable<HeaderField> Fields(string name, byte[] bytes) => name.EndsWith(".safetensors", StringComparison.Ordinal) ? [new(0, 8)] : [];

    public override void Seal(FuzzInput input)
    {
        foreach (var name in input.Files.Keys.Where(name => name.EndsWith(".json", StringComparison.Ordinal)).ToArray())
        {
            var text = Encoding.UTF8.GetString(input.Files[name]);
            if (input.Files.TryGetValue(Path.ChangeExtension(name, ".safetensors"), out var tensors))
                text = ReplaceValue(text, "\"tensorsHash\": \"", HashOf(tensors));
            var state = text.IndexOf("\"state\": ", StringComparison.Ordinal);
            if (state >= 0) text = ReplaceValue(text, "\"sha256\": \"", HashOf(Encoding.UTF8.GetBytes(text[(state + 9)..].TrimEnd().TrimEnd('}').TrimEnd() + "\n}")));
            input.Files[name] = Encoding.UTF8.GetBytes(text);
        }
    }

    private static string ReplaceValue(string text, string before, string value)
    {
        var at = text.IndexOf(before, StringComparison.Ordinal) + before.Length;
        return at < before.Length || at + value.Length > text.Length ? text : text[..at] + value + text[(at + value.Length)..];
    }

    private static string HashOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private void Fit(string folder, int? everySteps)
    {
        using var model = new SequenceGraphModel(new SequenceGraphModelOptions { NodeShape = [4], Outputs = 2, HiddenSize = 3, Layers = 1 });
        var trainer = new Trainer(new TrainerOptions { Epochs = 1, BatchSize = 1, KeepBest = true })
        {
            Checkpoints = new CheckpointOptions { Folder = _folder[folder], Resume = everySteps is null, EverySteps = everySteps },
        };
        trainer.Fit(model, Data, Split);
    }
}
