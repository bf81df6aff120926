using System.CommandLine;

namespace GraphSeq.Cli;

/// <summary>The command as one would type it again.</summary>
internal static class CommandText
{
    public static string Of(ParseResult parsed) => Of(parsed.Tokens.Select(token => token.Value));

    public static string Of(IEnumerable<string> arguments) => string.Join(' ', arguments.Prepend("graphseq").Select(Quote));

    private static string Quote(string argument) =>
        argument.Length > 0 && argument.All(c => char.IsLetterOrDigit(c) || "-_./=:,+@".Contains(c)) ? argument : $"'{argument.Replace("'", "'\\''")}'";
}
