using GraphSeq.Cli;

namespace GraphSeq.Tests.Cli;

public class ApplicationTests
{
    [Fact]
    public void Run_Help_NamesEveryCommand()
    {
        var tool = Tool.Run("--help");
        Assert.Equal(ExitCode.Ok, tool.ExitCode);
        foreach (var command in Application.CreateRoot().Subcommands.Where(command => !command.Hidden))
            Assert.Contains($"  {command.Name}", tool.Output);
    }

    [Fact]
    public void Create_EveryCommandArgumentAndOption_IsDescribed()
    {
        AssertDescribed(Application.CreateRoot());

        static void AssertDescribed(System.CommandLine.Command command)
        {
            var symbols = command.Options.Cast<System.CommandLine.Symbol>().Concat(command.Arguments).Append(command);
            foreach (var symbol in symbols) Assert.False(string.IsNullOrWhiteSpace(symbol.Description), $"{command.Name} {symbol.Name}");
            foreach (var sub in command.Subcommands) AssertDescribed(sub);
        }
    }

    [Theory]
    [InlineData("doctr", "Did you mean doctor?")]
    [InlineData("doctor --jsn", "Did you mean --json?")]
    [InlineData("data infos X", "Did you mean info?")]
    [InlineData("", "Required command was not provided")]
    public void Run_UnknownWord_NamesTheNearestAndEndsWithBadInput(string line, string expected)
    {
        var tool = Tool.Run(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(ExitCode.BadInput, tool.ExitCode);
        Assert.Contains(expected, tool.Error);
        Assert.Empty(tool.Output);
    }

    [Fact]
    public void Explain_ErrorOfUnknownKind_NamesKindAndEndsWithFailure()
    {
        var (code, message) = ErrorText.Explain(new FormatException("half a number"));
        Assert.Equal(ExitCode.Failure, code);
        Assert.Contains("FormatException: half a number", message);
    }
}
