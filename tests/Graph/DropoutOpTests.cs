using GraphSeq.Graph.Autograd;
using GraphSeq.Tests.Support;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Graph;

public class DropoutOpTests
{
    [Fact]
    public void Drop_FromTheSameGlobalState_GivesTheSameBits()
    {
        using var scope = NewDisposeScope();
        var x = randn(101, 7);
        random.manual_seed(1);
        var first = DropoutOp.Drop(x, 0.4);
        var second = DropoutOp.Drop(x, 0.4);
        random.manual_seed(1);
        TensorAssert.Same(DropoutOp.Drop(x, 0.4), first);
        Assert.True((first - second).abs().sum().item<float>() > 0);
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void Drop_Ones_GivesZeroOrTheScale_AndSoIsTheGradient(ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        var x = ones(1000, 20, dtype).requires_grad_(true);
        var y = DropoutOp.Drop(x, 0.25);
        y.sum().backward();
        TensorAssert.Same(x.grad!, y.detach());
        Assert.Equal(0.75, (y > 0).to_type(ScalarType.Float64).mean().item<double>(), 0.02);
        TensorAssert.Close(y.detach().max(), tensor(1 / 0.75, dtype), 1e-6);
    }
}
