using GraphSeq.Datasets;
using GraphSeq.Training;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Training;

public class TaskLossTests
{
    [Fact]
    public void Compute_ClassesWithSmoothing_MatchesHandComputedValue()
    {
        using var scope = NewDisposeScope();
        // log-probabilities of (0, ln 3): -ln 4 and ln 3 - ln 4; the target 1 becomes (0.1, 0.9) with smoothing 0.2.
        var loss = TaskLoss.Compute(TaskKind.Classification, tensor(new double[,] { { 0, Math.Log(3) } }), tensor(new long[] { 1 }), 0.2);
        Assert.Equal(0.1 * Math.Log(4) + 0.9 * (Math.Log(4) - Math.Log(3)), loss.item<double>(), 12);
    }

    [Fact]
    public void Compute_LabelsWithSmoothing_MatchesHandComputedValue()
    {
        using var scope = NewDisposeScope();
        // sigmoid(ln 3) = 3/4; targets 1 and 0 become 0.9 and 0.1.
        var loss = TaskLoss.Compute(TaskKind.MultiLabelClassification, tensor(new[,] { { Math.Log(3), 0.0 } }), tensor(new float[,] { { 1, 0 } }), 0.2);
        Assert.Equal((-0.9 * Math.Log(0.75) - 0.1 * Math.Log(0.25) + Math.Log(2)) / 2, loss.item<double>(), 7);
    }

    [Fact]
    public void Compute_Values_IsTheMeanSquare()
    {
        using var scope = NewDisposeScope();
        var loss = TaskLoss.Compute(TaskKind.Regression, tensor(new double[,] { { 1 }, { 2 } }), tensor(new float[,] { { 2 }, { 4 } }), 0);
        Assert.Equal(2.5, loss.item<double>(), 12);
    }
}
