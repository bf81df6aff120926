using GraphSeq.Graph.Stages;
using GraphSeq.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Graph.Stages;

public class BatchNormStageTests
{
    [Theory]
    [InlineData(true, true, ScalarType.Float32, 2e-5)]
    [InlineData(true, false, ScalarType.Float64, 1e-12)]
    [InlineData(false, true, ScalarType.Float64, 1e-12)]
    [InlineData(false, false, ScalarType.Float32, 2e-5)]
    public void Run_AgainstLibtorch_GivesItsValuesGradientsAndStatistics(bool training, bool relu, ScalarType type, double tolerance)
    {
        using var scope = NewDisposeScope();
        var (ours, theirs) = (Run(training, relu, type, byStage: true), Run(training, relu, type, byStage: false));
        foreach (var (name, expected) in theirs) TensorAssert.Close(ours[name], expected, tolerance * Math.Max(1, expected.abs().max().to(ScalarType.Float64).item<double>()), name);
    }

    private static Dictionary<string, Tensor> Run(bool training, bool relu, ScalarType type, bool byStage)
    {
        manual_seed(2);
        var module = nn.BatchNorm1d(5).to(type);
        module.train(training);
        using (no_grad())
        {
            module.weight!.copy_(randn(5));
            module.bias!.copy_(randn(5));
            module.running_mean!.copy_(randn(5));
            module.running_var!.copy_(rand(5) + 0.5);
        }
        var x = (randn(700, 5, dtype: type) * 3 + 1).requires_grad_(true);
        Tensor Step()
        {
            var y = byStage ? StageOp.Run(BatchNormStage.Of(module, relu)!, null, null, x) : relu ? module.call(x).relu() : module.call(x);
            (y * randn(700, 5, dtype: type)).sum().backward();
            return y;
        }

        Step();
        return new()
        {
            ["y"] = Step(),
            ["x"] = x.grad!,
            ["weight"] = module.weight!.grad!,
            ["bias"] = module.bias!.grad!,
            ["mean"] = module.running_mean!,
            ["var"] = module.running_var!,
            ["batches"] = module.num_batches_tracked!,
        };
    }
}
