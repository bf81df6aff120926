using GraphSeq.Cli;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Cli;

public class DataInfoCommandTests
{
    [SkippableFact]
    public void Run_Enzymes_PrintsTheCountsOfPyg()
    {
        var info = Tool.Run("data", "info", "ENZYMES", "--data", SharedFiles.RequireData("tu"), "--no-cache", "--json").Json();
        Assert.Equal(600, info.GetProperty("graphs").GetInt32());
        Assert.Equal(19580, info.GetProperty("nodes").GetInt32());
        Assert.Equal(74564, info.GetProperty("edges").GetInt32());
        Assert.Equal(21, info.GetProperty("features").GetInt32());
        Assert.Equal(6, info.GetProperty("classes").GetInt32());
        Assert.Equal("classification", info.GetProperty("task").GetString());
    }

    [SkippableFact]
    public void Run_MistypedName_SuggestsASetOfTheFolder()
    {
        var tool = Tool.Run("data", "info", "ENZYME", "--data", SharedFiles.RequireData("tu"), "--offline");
        Assert.Equal(ExitCode.BadInput, tool.ExitCode);
        Assert.Contains("Did you mean ENZYMES?", tool.Error);
    }

    [Fact]
    public void Run_FolderThatIsNotThere_SaysWhatToPass()
    {
        var tool = Tool.Run("data", "info", "ENZYMES", "--data", "/no/such/folder");
        Assert.Equal(ExitCode.BadInput, tool.ExitCode);
        Assert.Contains("Pass --data with the folder that holds ENZYMES/ or ENZYMES.zip", tool.Error);
    }
}
