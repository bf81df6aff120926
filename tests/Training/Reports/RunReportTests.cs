using System.Buffers.Binary;
using GraphSeq.Tests.Support;
using GraphSeq.Training;
using GraphSeq.Training.Reports;

namespace GraphSeq.Tests.Training.Reports;

public sealed class RunReportTests : IDisposable
{
    private static readonly EpochRecord[] History =
    [
        new(1, new Evaluation { Rows = 4, Loss = 0.5, Accuracy = 0.25 }, new Evaluation { Rows = 2, Loss = 0.75, Accuracy = 0.5 }, 0.01, 1.5),
        new(2, new Evaluation { Rows = 4, Loss = 0.25, Accuracy = 1 }, null, 0.02, 2),
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("graphseq-report-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void MetricsFile_TwoEpochs_LeavesEmptyWhatDoesNotApply()
    {
        var path = Path.Combine(_folder, "metrics.csv");
        MetricsFile.Write(path, History);
        Assert.Equal(
            "epoch,learning_rate,seconds,train/loss,train/accuracy,validation/loss,validation/accuracy\n" +
            "1,0.01,1.5,0.5,0.25,0.75,0.5\n2,0.02,2,0.25,1,,\n", File.ReadAllText(path).TrimStart('\uFEFF'));
    }

    [Fact]
    public void EventFiles_WrittenTwice_HoldEachValueOnce()
    {
        for (var i = 0; i < 2; i++) EventFiles.Write(_folder, History);
        var bytes = File.ReadAllBytes(Directory.GetFiles(_folder).Single());
        var records = 0;
        for (var at = 0; at < bytes.Length; records++) at += 8 + 4 + (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at)) + 4;    // TFRecord framing
        Assert.Equal(1 + 8, records);                                           // the version, then 4 + 2 scores and two rates
        Assert.Contains("validation/loss", System.Text.Encoding.Latin1.GetString(bytes));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void RunPlots_EveryPicture_ShowsSomethingInEachCorner(bool dark)
    {
        byte[][] pictures =
        [
            RunPlots.Loss(History, dark), RunPlots.Score(History, dark), RunPlots.Reliability([new(0, 0.5, 3, 0.4, 0.3), new(0.5, 1, 2, 0.7, 1)], dark),
            RunPlots.Scatter([0, 1, 2], [2, 0, 1], [0, 1, 0], ["a", "b"], "x", "y", dark), RunPlots.Rows([("row", [0.5, 0.6], 0.55, 0.4, 0.7)], "accuracy", dark),
        ];
        foreach (var png in pictures)
        {
            using var picture = SkiaSharp.SKBitmap.Decode(png);
            Assert.Equal(1240, picture.Width);
            var ground = picture.GetPixel(0, 0);
            foreach (var (left, top) in new[] { (0, 0), (picture.Width / 2, 0), (0, picture.Height / 2), (picture.Width / 2, picture.Height / 2) })
            {
                var drawn = 0;
                for (var y = top; y < top + picture.Height / 2; y++)
                    for (var x = left; x < left + picture.Width / 2; x++)
                        if (picture.GetPixel(x, y) != ground) drawn++;
                Assert.True(drawn > 200, $"{drawn} pixels at {left}, {top}");
            }
        }
    }

    [Fact]
    public void EmbeddingMap_EveryGraph_HasTwoComponentsOrderedByVariance()
    {
        var data = ToyData.Rings(12);
        using var model = new GraphSeq.Models.SequenceGraphModel(new() { NodeShape = [4], Outputs = 2, HiddenSize = 8 }, seed: 1);
        var (x, y, shares) = EmbeddingMap.Compute(model, data, [.. Enumerable.Range(0, 12)]);
        Assert.Equal((12, 12), (x.Length, y.Length));
        Assert.Equal(0, x.Sum(), 6);
        Assert.True(x.Sum(v => v * v) >= y.Sum(v => v * v));
        Assert.InRange(shares[0], shares[1], 1 - shares[1]);
    }
}
