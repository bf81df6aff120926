using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using System.Text.Json;
using GraphSeq.Datasets;
using GraphSeq.Models;
using GraphSeq.Tests.Support;
using GraphSeq.Training;
using GraphSeq.Training.Optimizers;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Models;

/// <summary>A model that PyTorch Geometric trained on ENZYMES: its weights, its logits, and its training from the first step.</summary>
public class PyGModelTests
{
    [SkippableFact]
    public void ImportStateDict_PyGsWeights_GivesPyGsLogitsAndBytes()
    {
        using var golden = Golden();
        using var model = ModelFile.ImportStateDict(SharedFiles.RequireGolden("pyg_gcn_enzymes.safetensors"));
        var logits = golden.RootElement.GetProperty("logits").GetProperty("data").EnumerateArray().Select(v => v.GetSingle()).ToArray();
        var predictions = Evaluator.Predict(model, Enzymes());
        Assert.Equal(logits.Length, predictions.Outputs.Length);
        for (var i = 0; i < logits.Length; i++) Assert.Equal(logits[i], predictions.Outputs[i], 1e-4);

        var folder = Directory.CreateTempSubdirectory("graphseq-pyg-").FullName;
        try
        {
            var path = Path.Combine(folder, "copy.safetensors");
            using var original = SafetensorsFile.Open(SharedFiles.RequireGolden("pyg_gcn_enzymes.safetensors"));
            ModelFile.ExportStateDict(path, model, original.Metadata);
            Assert.Equal(File.ReadAllBytes(SharedFiles.RequireGolden("pyg_gcn_enzymes.safetensors")), File.ReadAllBytes(path));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void Steps_PyGsInitialWeightsAndOrders_GivePyGsLosses(bool plan)
    {
        // Adam's first steps divide small gradients by small ones: a difference in rounding is 1e-4 of the loss some fifty steps later.
        Skip.IfNot(Fma.IsSupported || AdvSimd.IsSupported, "PyG's numbers come from a processor that rounds a * b + c once; this one does not.");
        var (found, expected) = Replay(plan);
        for (var step = 0; step < expected.Length; step++) Assert.Equal(expected[step], found[step], 1e-6);
    }

    private static (double[] Found, double[] Expected) Replay(bool plan)
    {
        using var golden = Golden();
        using var scope = NewDisposeScope();
        using var model = ModelFile.ImportStateDict(SharedFiles.RequireGolden("pyg_gcn_enzymes_init.safetensors"));
        var data = Enzymes();
        var training = golden.RootElement.GetProperty("training");
        var options = new TrainerOptions
        {
            Epochs = training.GetProperty("epochs").GetInt32(),
            LearningRate = training.GetProperty("lr").GetDouble(),
            Plan = plan,
        };
        using var gradients = StepGradients.Create(model, data, new DataPart(data, null, SplitUnit.Graph, TargetLevel.Graph), options, CPU);
        using var optimizer = ModelOptimizer.Create(model, options);
        List<double> found = [];
        model.train();
        for (var epoch = 0; epoch < options.Epochs; epoch++)
        {
            int[] order = [.. golden.RootElement.GetProperty("orders").GetProperty($"{epoch}").EnumerateArray().Select(v => v.GetInt32())];
            foreach (var graphs in order.Chunk(32))
            {
                using var inner = NewDisposeScope();
                using var batch = data.Batch(graphs);
                found.Add(gradients.Run(batch, null, graphs, new OutputCollector(TaskKind.Classification), null));
                optimizer.Step(options.LearningRate, options.Momentum);
            }
        }
        return ([.. found], [.. golden.RootElement.GetProperty("step_losses").EnumerateArray().Select(v => v.GetDouble())]);
    }

    private static JsonDocument Golden() => JsonDocument.Parse(File.ReadAllBytes(SharedFiles.RequireGolden("pyg_gcn_enzymes.json")));

    private static GraphDataset Enzymes() =>
        TUDataset.Load("ENZYMES", new TUDatasetOptions { Folder = Path.GetDirectoryName(SharedFiles.RequireData("tu/ENZYMES")), UseCache = false });
}
