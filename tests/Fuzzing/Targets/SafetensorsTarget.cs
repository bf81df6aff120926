using GraphSeq.Models;
using GraphSeq.Tests.Support;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Fuzzing;

/// <summary>Safetensors files.</summary>
internal sealed class SafetensorsTarget : FuzzTarget
{
    private const string FileName = "tensors.safetensors";
    private readonly TemporaryFolder _folder = new(inMemory: true);

    public SafetensorsTarget()
    {
        using var scope = NewDisposeScope();
        Corpus =
        [
            Written(new()
            {
                ["lin.weight"] = ones(3, 4),
                ["steps"] = tensor(7L),
                ["mask"] = tensor(new[] { true, false }),
                ["empty"] = zeros(0),
            }),
            Written(new() { ["a"] = zeros(2, 2, 2, dtype: ScalarType.BFloat16), ["naïve \"key\"\n"] = tensor(1L) }),
        ];
    }

    public override string Name => "safetensors";

    public override IReadOnlyList<FuzzInput> Corpus { get; }

    public override int Mutants => 2000;

    public override void Dispose() => _folder.Dispose();

    public override bool Read(FuzzInput input)
    {
        using var scope = NewDisposeScope();
        input.WriteTo(_folder["in"]);
        using var file = SafetensorsFile.Open(_folder[$"in/{FileName}"]);
        foreach (var (name, tensor) in file.ReadAll()) Assert.Equal(file.Entries.Single(entry => entry.Name == name).Shape, tensor.shape);
        Assert.InRange(file.Entries.Sum(entry => entry.End - entry.Begin), 0, input.Length);
        return true;
    }

    public override bool IsDocumented(Exception e) => e is ModelFileException or FileNotFoundException;

    public override IEnumerable<HeaderField> Fields(string name, byte[] bytes) => [new(0, 8)];

    private FuzzInput Written(Dictionary<string, Tensor> tensors)
    {
        var path = _folder["written.safetensors"];
        SafetensorsFile.Write(path, tensors, new Dictionary<string, string> { ["format"] = "pt" });
        return new FuzzInput((FileName, File.ReadAllBytes(path)));
    }
}
