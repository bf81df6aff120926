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

    [SkippableFact]
    public void Steps_PyGsInitialWeightsAndOrders_GivePyGsLosses()
    {
        using var golden = Golden();
        using var scope = NewDisposeScope();
        using var model = ModelFile.ImportStateDict(SharedFiles.RequireGolden("pyg_gcn_enzymes_init.safetensors"));
        var data = Enzymes();
        var training = golden.RootElement.GetProperty("training");
        var options = new TrainerOptions { Epochs = training.GetProperty("epochs").GetInt32(), LearningRate = training.GetProperty("lr").GetDouble() };
        using var optimizer = ModelOptimizer.Create(model, options);
        var expected = golden.RootElement.GetProperty("step_losses").EnumerateArray().Select(v => v.GetDouble()).ToArray();
        model.train();
        var step = 0;
        for (var epoch = 0; epoch < options.Epochs; epoch++)
        {
            int[] order = [.. golden.RootElement.GetProperty("orders").GetProperty($"{epoch}").EnumerateArray().Select(v => v.GetInt32())];
            foreach (var graphs in order.Chunk(32))
            {
                using var inner = NewDisposeScope();
                using var batch = data.Batch(graphs);
                var loss = TaskLoss.Compute(TaskKind.Classification, model.call(batch), batch.Y!, smoothing: 0);
                var found = loss.item<float>();
                Assert.True(Math.Abs(expected[step] - found) < Tolerance(step), $"step {step}: {found} where PyG has {expected[step]}");
                model.zero_grad();
                loss.backward();
                optimizer.Step(options.LearningRate, options.Momentum);
                step++;
            }
        }
        Assert.Equal(expected.Length, step);

        // Layer 1 computes (A X) W where PyG computes A (X W). The rounding differs, at step 34 it moves a value across ReLU's corner, and features
        // in the hundreds let the difference grow; computed in PyG's order all 95 losses agree to 3e-7.
        static double Tolerance(int step) => step < 34 ? 1e-6 : step < 55 ? 1e-3 : 1e-2;
    }

    private static JsonDocument Golden() => JsonDocument.Parse(File.ReadAllBytes(SharedFiles.RequireGolden("pyg_gcn_enzymes.json")));

    private static GraphDataset Enzymes() =>
        TUDataset.Load("ENZYMES", new TUDatasetOptions { Folder = Path.GetDirectoryName(SharedFiles.RequireData("tu/ENZYMES")), UseCache = false });
}
