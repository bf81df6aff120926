using System.CommandLine;
using GraphSeq.Cli.Output;

namespace GraphSeq.Cli.Commands;

/// <summary>Options that several commands have, under the same names and with the same words.</summary>
internal static class SharedOptions
{
    public static Argument<string> Dataset() => new("dataset") { Description = "A set's name in the TU collection, such as ENZYMES." };

    public static Option<bool> Json() => new("--json")
    {
        Description = "Print one JSON object on the last line of standard output; words go to standard error.",
    };

    public static Reporter Reporter(ParseResult parsed, Option<bool> json) =>
        new(parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, parsed.GetValue(json));
}
