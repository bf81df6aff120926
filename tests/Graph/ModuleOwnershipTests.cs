using GraphSeq.Graph;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Graph;

public class ModuleOwnershipTests
{
    [Fact]
    public void OwnComponents_ModuleBuiltInAScope_KeepsParametersAndBuffers()
    {
        LSTM lstm;
        BatchNorm1d norm;
        using (NewDisposeScope())
        {
            lstm = nn.LSTM(2, 3);
            norm = nn.BatchNorm1d(4);
            lstm.OwnComponents();
            norm.OwnComponents();
        }
        Assert.Equal(4, lstm.parameters().Count());
        Assert.All(lstm.parameters().Concat(norm.parameters()), parameter => Assert.False(parameter.IsInvalid));
        Assert.All(norm.buffers(), buffer => Assert.False(buffer.IsInvalid));
        lstm.Dispose();
        norm.Dispose();
    }
}
