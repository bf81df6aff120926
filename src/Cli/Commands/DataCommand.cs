using System.CommandLine;

namespace GraphSeq.Cli.Commands;

/// <summary><c>graphseq data …</c>: what there is to learn from.</summary>
internal static class DataCommand
{
    public static Command Create() => new("data", "Lists, fetches, shows, checks and converts data sets.")
    {
        DataListCommand.Create(),
        DataDownloadCommand.Create(),
        DataInfoCommand.Create(),
        DataValidateCommand.Create(),
        DataConvertCommand.Create(),
    };
}
