using GraphSeq.Graph;
using GraphSeq.Tests.Support;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Graph;

public class KeptTensorsTests
{
    [Fact]
    public void Get_FirstUnderInferenceModeAndInAScope_MayBeTrainedOnAndOutlivesTheScope()
    {
        using var kept = new KeptTensors<int>();
        using (NewDisposeScope())
        using (inference_mode())
        {
            Get(kept);
            Assert.True(is_inference_mode_enabled());
            Assert.False(is_grad_enabled());
        }
        using var scope = NewDisposeScope();
        var x = ones(3).requires_grad_(true);
        (x * Get(kept)).sum().backward();
        TensorAssert.Values([1, 2, 3], x.grad!);
    }

    [Fact]
    public void Get_FromSeveralThreadsAtOnce_IsOneTensorThatDisposeFrees()
    {
        var kept = new KeptTensors<int>();
        var found = TestThreads.AtOnce(4, _ => Get(kept));
        Assert.All(found, tensor => Assert.Same(found[0], tensor));
        kept.Dispose();
        Assert.True(found[0].IsInvalid);
    }

    private static Tensor Get(KeptTensors<int> kept) => kept.Get(7, new float[] { 1, 2, 3 }, static values => HostTensors.Create<float>(values, [3]));
}
