using GraphSeq.Benchmarks.Models;
using GraphSeq.Models;

namespace GraphSeq.Tests.Benchmarks;

public class TableModelsTests
{
    [Theory]
    [InlineData("gcn", 14_278)]
    [InlineData("gat", 14_790)]
    [InlineData("gin", 30_918)]
    [InlineData("sage", 27_910)]
    [InlineData("conv-lstm-gcn", 97_734)]
    public void Create_Enzymes_HasTheReferencesParameters(string name, long expected)
    {
        using var model = new SequenceGraphModel(TableModels.Create(name, [21], 6));
        Assert.Equal(expected, model.parameters().Sum(p => p.numel()));
    }
}
