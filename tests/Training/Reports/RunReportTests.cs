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
