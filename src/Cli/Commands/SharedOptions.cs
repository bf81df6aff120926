using System.CommandLine;
using GraphSeq.Cli.Output;
using GraphSeq.Training;

namespace GraphSeq.Cli.Commands;

/// <summary>Options that several commands have, under the same names and with the same words.</summary>
internal static class SharedOptions
{
    public static Argument<string> Dataset() => new("dataset") { Description = "A set's name, such as ENZYMES (see 'graphseq data list'), or a folder with a set." };

    public static Argument<string> ModelFolder() => new("model-dir") { Description = "A folder that 'graphseq train --out' wrote." };

    public static Option<string> Device() => new("--device")
    {
        HelpName = "DEVICE",
        Description = "Where to compute: cpu, cuda or cuda:N.",
        DefaultValueFactory = _ => "cpu",
    };

    /// <summary>The device's name, once it is known to be there: before any work is done for it.</summary>
    /// <exception cref="BadInputException">It is not there.</exception>
    public static string RequireDevice(string name)
    {
        try
        {
            ComputeDevice.Parse(name);
            return name;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            throw new BadInputException(e.Message, e);
        }
    }

    public static Option<bool> Json() => new("--json")
    {
        Description = "Print one JSON object on the last line of standard output; words go to standard error.",
    };

    public static Reporter Reporter(ParseResult parsed, Option<bool> json) =>
        new(parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, parsed.GetValue(json));
}
