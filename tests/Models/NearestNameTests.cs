using GraphSeq.Models;

namespace GraphSeq.Tests.Models;

public class NearestNameTests
{
    private static readonly Dictionary<string, int> Known = new() { ["gcn"] = 1, ["conv-lstm-gcn"] = 2, ["gat"] = 3 };

    [Theory]
    [InlineData("conv-lstm-gnc", "conv-lstm-gcn")]
    [InlineData("GCN", "gcn")]
    [InlineData("lstm", "conv-lstm-gcn")]
    [InlineData("conv_lstm_gcn", "conv-lstm-gcn")]
    public void Find_MistypedName_GivesTheOneMeantFirst(string typed, string meant) => Assert.Equal(meant, NearestName.Find(typed, Known.Keys)[0]);

    [Fact]
    public void Find_NothingNear_GivesNothing() => Assert.Empty(NearestName.Find("transformer", Known.Keys));
}
