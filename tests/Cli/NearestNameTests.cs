using GraphSeq.Cli;

namespace GraphSeq.Tests.Cli;

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

    [Fact]
    public void Require_UnknownName_ListsNearestAndAll()
    {
        var error = Assert.Throws<BadInputException>(() => NearestName.Require("model", "gct", Known));
        Assert.Equal("There is no model 'gct'. Did you mean gat or gcn? Known: gcn, conv-lstm-gcn, gat.", error.Message);
    }
}
