using GraphSeq.Encoders;
using GraphSeq.Graph;
using GraphSeq.Models;
using GraphSeq.Tests.Support;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Fuzzing;

/// <summary>Model folders: what the description claims is believed only as far as the weights bear it out.</summary>
internal sealed class ModelFolderTarget : FuzzTarget
{
    private readonly TemporaryFolder _folder = new(inMemory: true);

    public ModelFolderTarget()
    {
        var plain = new SequenceGraphModelOptions { NodeShape = [4], Outputs = 2, HiddenSize = 3, Layers = 2, Standardize = true, Norm = NormKind.Batch };
        var encoder = new ConvRnnEncoderOptions
        {
            Input = SignalShape.Series(time: 5, channels: 2),
            HiddenSize = 3,
            Convs = [new ConvLayerOptions { Channels = 2, Kernel = 3 }],
        };
        Corpus =
        [
            Written(plain),
            Written(plain with
            {
                NodeShape = [5, 2],
                Encoder = encoder,
                Readout = ReadoutKind.MeanMaxStd,
                HeadSizes = [3],
                Convolution = new GraphConvolutionOptions { Kind = "gat", Heads = 3 },
            }),
        ];
    }

    public override string Name => "model folders";

    public override IReadOnlyList<FuzzInput> Corpus { get; }

    public override void Dispose() => _folder.Dispose();

    public override bool Read(FuzzInput input)
    {
        using var scope = NewDisposeScope();
        input.WriteTo(_folder["in"]);
        using var saved = ModelFile.Load(_folder["in"]);
        Assert.True(saved.Model.state_dict().Values.Sum(tensor => tensor.numel()) <= input.Length);
        return true;
    }

    public override bool IsDocumented(Exception e) => e is ModelFileException or FileNotFoundException;

    public override IEnumerable<HeaderField> Fields(string name, byte[] bytes) => name == ModelFile.WeightsName ? [new(0, 8)] : [];

    private FuzzInput Written(SequenceGraphModelOptions options)
    {
        using var model = new SequenceGraphModel(options);
        if (options.Encoder is null) model.Scaler = new FeatureScaler([1, 2, 3, 4], [1, 1, 2, 2], options.NodeShape, 3);
        ModelFile.Save(_folder["written"], model);
        return FuzzInput.FromFolder(_folder["written"]);
    }
}
