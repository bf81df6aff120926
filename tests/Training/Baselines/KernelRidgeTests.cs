using GraphSeq.Training.Baselines;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Training.Baselines;

public class KernelRidgeTests
{
    [Fact]
    public void Predict_TwoPoints_MatchesHandComputedValues()
    {
        using var scope = NewDisposeScope();
        // Points 0 and 1 with y = 0 and 2, gamma = ln 2: k = 1 and 1/2. Centred y = -1, 1, an eigenvector with eigenvalue 1/2, so that
        // alpha = y / (1/2 + lambda): f(0) = 1 - (1 - 1/2) / (1/2 + lambda), f(1) = 1 + the same.
        using var ridge = new KernelRidge(tensor(new double[,] { { 0 }, { 1 } }), tensor(new double[,] { { 0 }, { 2 } }), Math.Log(2));
        var outputs = ridge.Predict(tensor(new double[,] { { 0 }, { 1 } }), [0, 0.5]);
        Assert.Equal([0.0, 2], outputs[0].Select(y => Math.Round(y, 10)));
        Assert.Equal([0.5, 1.5], outputs[1].Select(y => Math.Round(y, 10)));
    }
}
