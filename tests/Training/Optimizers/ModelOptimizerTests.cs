using GraphSeq.Tests.Support;
using GraphSeq.Training;
using GraphSeq.Training.Optimizers;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Training.Optimizers;

public class ModelOptimizerTests
{
    private const double Rate = 0.05;

    public static TheoryData<OptimizerKind, ScalarType, double> Cases => new()
    {
        { OptimizerKind.Adam, ScalarType.Float64, 0 },
        { OptimizerKind.Adam, ScalarType.Float64, 0.1 },
        { OptimizerKind.AdamW, ScalarType.Float64, 0.1 },
        { OptimizerKind.Sgd, ScalarType.Float64, 0.1 },
        { OptimizerKind.Adam, ScalarType.Float32, 0 },
        { OptimizerKind.AdamW, ScalarType.Float32, 0.1 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Step_FiveSteps_FollowsTorchSharpsOptimizer(OptimizerKind kind, ScalarType type, double weightDecay)
    {
        using var scope = NewDisposeScope();
        var (ours, theirs) = (nn.Linear(37, 3, dtype: type), nn.Linear(37, 3, dtype: type));
        theirs.load_state_dict(ours.state_dict());
        using var optimizer = ModelOptimizer.Create(ours, new TrainerOptions { Epochs = 1, Optimizer = kind, WeightDecay = weightDecay });
        optim.Optimizer reference = kind switch
        {
            OptimizerKind.Adam => optim.Adam(theirs.parameters(), Rate, weight_decay: weightDecay),
            OptimizerKind.AdamW => optim.AdamW(theirs.parameters(), Rate, weight_decay: weightDecay),
            _ => optim.SGD(theirs.parameters(), Rate, momentum: 0.9, weight_decay: weightDecay),
        };
        for (var step = 0; step < 5; step++)
        {
            var x = randn(8, 37, dtype: type);
            ours.zero_grad();
            ours.call(x).square().sum().backward();
            optimizer.Step(Rate, 0.9);
            theirs.zero_grad();
            theirs.call(x).square().sum().backward();
            reference.step();
        }
        var tolerance = type == ScalarType.Float64 ? 1e-12 : 2e-5;
        TensorAssert.Close(ours.weight, theirs.weight, tolerance, "weight");
        TensorAssert.Close(ours.bias!, theirs.bias!, tolerance, "bias");
    }

    [Fact]
    public void Step_ParameterWithoutGradient_StaysAsItIs()
    {
        using var scope = NewDisposeScope();
        var linear = nn.Linear(2, 2);
        var before = linear.weight.clone();
        using var optimizer = ModelOptimizer.Create(linear, new TrainerOptions { Epochs = 1, Optimizer = OptimizerKind.AdamW, WeightDecay = 1 });
        optimizer.Step(0.1, 0.9);
        TensorAssert.Same(linear.weight, before);
    }

    [Fact]
    public void Restore_StateOfAnother_ContinuesWithTheSameBits()
    {
        using var scope = NewDisposeScope();
        var options = new TrainerOptions { Epochs = 1 };
        var (first, second) = (nn.Linear(5, 5), nn.Linear(5, 5));
        using var original = ModelOptimizer.Create(first, options);
        Learn(first, original);
        second.load_state_dict(first.state_dict());
        using var restored = ModelOptimizer.Create(second, options);
        restored.Restore(original.State().ToDictionary(), original.Steps);
        Learn(first, original);
        Learn(second, restored);
        TensorAssert.Same(second.weight, first.weight);
        Assert.Equal(2, restored.Steps);
        Assert.Equal(["exp_avg.bias", "exp_avg.weight", "exp_avg_sq.bias", "exp_avg_sq.weight"], original.State().Select(s => s.Key).Order());
        Assert.Contains("exp_avg.weight is missing",
            Assert.Throws<ArgumentException>(() => restored.Restore(new Dictionary<string, Tensor>(), 1)).Message);

        static void Learn(nn.Module<Tensor, Tensor> model, ModelOptimizer optimizer)
        {
            model.zero_grad();
            model.call(ones(2, 5)).square().sum().backward();
            optimizer.Step(Rate, 0.9);
        }
    }

    [Fact]
    public void ClipGradients_NormAboveTheLimit_ScalesAllGradients()
    {
        using var scope = NewDisposeScope();
        var linear = nn.Linear(1, 1);
        using var optimizer = ModelOptimizer.Create(linear, new TrainerOptions { Epochs = 1 });
        (linear.weight.grad, linear.bias!.grad) = (full(1, 1, 3f), full(1, 4f));
        Assert.Equal(5, optimizer.ClipGradients(10), 6);
        Assert.Equal(3, linear.weight.grad!.item<float>());
        Assert.Equal(5, optimizer.ClipGradients(1), 6);
        Assert.Equal(0.6f, linear.weight.grad!.item<float>(), 6);
        Assert.Equal(0.8f, linear.bias.grad!.item<float>(), 6);
    }
}
