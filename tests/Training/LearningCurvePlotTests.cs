using GraphSeq.Training;

namespace GraphSeq.Tests.Training;

public class LearningCurvePlotTests
{
    [Fact]
    public void Save_HistoryWithGaps_WritesAPng()
    {
        var folder = Directory.CreateTempSubdirectory("graphseq-plot-").FullName;
        try
        {
            var path = Path.Combine(folder, "curve.png");
            LearningCurvePlot.Save(path, [.. Enumerable.Range(1, 40).Select(Epoch)], "ENZYMES, conv-lstm-gcn");
            Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(path)[..4]);
            Assert.Single(Directory.GetFiles(folder));
            Assert.Throws<ArgumentException>(() => LearningCurvePlot.Save(path, []));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        static EpochRecord Epoch(int epoch)
        {
            var train = new Evaluation { Rows = 10, Loss = epoch == 7 ? double.NaN : 2 / Math.Sqrt(epoch), Accuracy = 1 - 0.8 / Math.Sqrt(epoch) };
            var validation = train with { Loss = 0.4 + 1.6 / epoch, Accuracy = 0.7 - 0.5 / epoch };
            return new EpochRecord(epoch, train, validation, 1e-3, 0.1);
        }
    }
}
