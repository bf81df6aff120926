using GraphSeq.Cli;

namespace GraphSeq.Tests.Cli;

public class KnownNamesTests
{
    [Fact]
    public void Require_UnknownName_ListsNearestAndAll()
    {
        var known = new Dictionary<string, int> { ["gcn"] = 1, ["conv-lstm-gcn"] = 2, ["gat"] = 3 };
        var error = Assert.Throws<BadInputException>(() => KnownNames.Require("model", "gct", known));
        Assert.Equal("There is no model 'gct'. Did you mean gat or gcn? Known: gcn, conv-lstm-gcn, gat.", error.Message);
    }
}
