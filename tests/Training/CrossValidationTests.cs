using GraphSeq.Datasets;
using GraphSeq.Models;
using GraphSeq.Tests.Support;
using GraphSeq.Training;

namespace GraphSeq.Tests.Training;

public class CrossValidationTests
{
    [Fact]
    public void Run_ThreeFolds_GivesMeanAndSampleDeviation()
    {
        var data = ToyData.Rings(18);
        List<int> reported = [];
        var result = CrossValidation.Run(
            new Trainer(new TrainerOptions { Epochs = 2 }), data, Splits.KFold(data, 3, seed: 1),
            fold => new SequenceGraphModel(ModelPresets.Create("gcn", [4], 2), seed: fold), fold => reported.Add(fold.Fold));
        Assert.Equal([1, 2, 3], reported);
        var scores = result.Folds.Select(f => f.Result.Test!.Accuracy!.Value).ToArray();
        Assert.Equal(scores, result.TestScores);
        Assert.Equal(scores.Average(), result.Mean, 12);
        var mean = scores.Average();
        Assert.Equal(Math.Sqrt(scores.Sum(s => (s - mean) * (s - mean)) / 2), result.StandardDeviation, 12);
    }

    [Fact]
    public void Run_FoldWithoutTest_Throws()
    {
        var data = ToyData.Rings(4);
        var trainer = new Trainer(new TrainerOptions { Epochs = 1 });
        Assert.Throws<ArgumentException>(() => CrossValidation.Run(trainer, data, [], _ => null!));
        Assert.Contains("fold 1 has no test part",
            Assert.Throws<ArgumentException>(() => CrossValidation.Run(trainer, data, [new Split([0], [], [])], _ => null!)).Message);
    }
}
