using GraphSeq.Graph;
using GraphSeq.Tests.Support;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Graph;

/// <summary>Layouts of spatio-temporal tensors: element positions computed by hand, and round trips.</summary>
public class SequenceLayoutTests
{
    [Fact]
    public void FromBTNF_EveryElement_StandsAtNodeStepFeature()
    {
        using var scope = NewDisposeScope();
        // x[b, t, n, f] = 1000 b + 100 t + 10 n + f with B 2, T 3, N 2, F 2.
        var series = SequenceLayout.FromBTNF(Digits(2, 3, 2, 2));
        Assert.Equal([4L, 3, 2], series.shape);
        TensorAssert.Values([10, 11, 110, 111, 210, 211], series[1]);               // node 1 of sample 0
        TensorAssert.Values([1000, 1001, 1100, 1101, 1200, 1201], series[2]);       // node 0 of sample 1
    }

    [Fact]
    public void FromBFNT_EveryElement_StandsAtNodeStepFeature()
    {
        using var scope = NewDisposeScope();
        // x[b, f, n, t] = 1000 b + 100 f + 10 n + t with B 2, F 2, N 2, T 3.
        var series = SequenceLayout.FromBFNT(Digits(2, 2, 2, 3));
        Assert.Equal([4L, 3, 2], series.shape);
        TensorAssert.Values([10, 110, 11, 111, 12, 112], series[1]);
        TensorAssert.Values([1000, 1100, 1001, 1101, 1002, 1102], series[2]);
    }

    [Fact]
    public void FromNCTVM_EveryElement_StandsAtPersonJointStepChannel()
    {
        using var scope = NewDisposeScope();
        // x[n, c, t, v, m] = 10000 n + 1000 c + 100 t + 10 v + m with N 2, C 2, T 3, V 2, M 2.
        var series = SequenceLayout.FromNCTVM(Digits(2, 2, 3, 2, 2));
        Assert.Equal([8L, 3, 2], series.shape);
        TensorAssert.Values([11, 1011, 111, 1111, 211, 1211], series[3]);           // sample 0, person 1, joint 1
        TensorAssert.Values([10010, 11010, 10110, 11110, 10210, 11210], series[5]); // sample 1, person 0, joint 1
    }

    [Fact]
    public void RoundTrips_ToAndFrom_GiveTheSameTensor()
    {
        using var scope = NewDisposeScope();
        var (btnf, bfnt, nctvm) = (Digits(2, 3, 4, 5), Digits(2, 3, 4, 5), Digits(2, 3, 4, 5, 2));
        TensorAssert.Same(SequenceLayout.ToBTNF(SequenceLayout.FromBTNF(btnf), 4), btnf);
        TensorAssert.Same(SequenceLayout.ToBFNT(SequenceLayout.FromBFNT(bfnt), 4), bfnt);
        TensorAssert.Same(SequenceLayout.ToNCTVM(SequenceLayout.FromNCTVM(nctvm), 5, 2), nctvm);
    }

    [Fact]
    public void FromBTNF_Rows_AreThoseOfABatch()
    {
        using var scope = NewDisposeScope();
        var x = Digits(2, 3, 2, 1);
        var edges = tensor(new long[,] { { 0 }, { 1 } });
        var data = GraphSeq.Datasets.GraphDataset.FromSequences(
            "x", [.. x.unbind(0).Select(sample => new GraphSequence(new GraphData(sample.transpose(0, 1), edges)))]);
        using var batch = data.Batch([0, 1]);
        TensorAssert.Same(batch.X!, SequenceLayout.FromBTNF(x));
    }

    [Fact]
    public void WrongShapes_AreRefusedWithTheLayout()
    {
        using var scope = NewDisposeScope();
        Assert.Contains("must be [B, T, N, F]", Assert.Throws<ArgumentException>(() => SequenceLayout.FromBTNF(zeros(2, 3))).Message);
        Assert.Contains("[5, 3, 2] but must be [B · 2, T, F]", Assert.Throws<ArgumentException>(() => SequenceLayout.ToBTNF(zeros(5, 3, 2), 2)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => SequenceLayout.ToNCTVM(zeros(4, 3, 2), 2, 0));
    }

    /// <summary>Every element tells its index: the last counts ones, the one before tens, and so on.</summary>
    private static Tensor Digits(params long[] shape)
    {
        var x = zeros(shape);
        for (var d = 0; d < shape.Length; d++)
        {
            var view = Enumerable.Repeat(1L, shape.Length).ToArray();
            view[d] = shape[d];
            x = x + arange(shape[d], ScalarType.Float32).view(view) * Math.Pow(10, shape.Length - 1 - d);
        }
        return x;
    }
}
