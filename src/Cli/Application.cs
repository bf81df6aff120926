using System.CommandLine;
using System.CommandLine.Parsing;
using GraphSeq.Cli.Commands;

namespace GraphSeq.Cli;

/// <summary>From arguments to an exit code: parses, runs the command, and turns every error into one clear message.</summary>
internal static class Application
{
    public static int Run(IReadOnlyList<string> arguments, TextWriter output, TextWriter error)
    {
        var parsed = CreateRoot().Parse(arguments);
        if (parsed.Errors.Count > 0) return Refuse(parsed, error);
        // Ctrl-C reaches workers too: whoever started them stops them, and says so once.
        using var interruption = new Interruption(
            arguments is [CvWorkerCommand.Name, ..] ? null : error, waits: arguments is ["train" or "cv", ..]);
        var configuration = new InvocationConfiguration
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,                                   // signals are Interruption's
        };
        try
        {
            return parsed.InvokeAsync(configuration, interruption.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            error.WriteLine("Interrupted.");
            return ExitCode.Interrupted;
        }
        catch (Exception e)
        {
            var (code, message) = ErrorText.Explain(e);
            error.WriteLine(message);
            return code;
        }
    }

    internal static RootCommand CreateRoot() => new("Sequence encoders and graph convolutions: train, evaluate and apply models on graphs whose nodes carry signals.")
    {
        TrainCommand.Create(),
        CvCommand.Create(),
        CvWorkerCommand.Create(),
        CompareCommand.Create(),
        ExplainCommand.Create(),
        EvaluateCommand.Create(),
        PredictCommand.Create(),
        ImportCommand.Create(),
        DataCommand.Create(),
        DoctorCommand.Create(),
    };

    private static int Refuse(ParseResult parsed, TextWriter error)
    {
        foreach (var problem in parsed.Errors) error.WriteLine(problem.Message);
        var command = parsed.CommandResult.Command;
        var known = command.Subcommands.Select(sub => sub.Name).Concat(command.Options.SelectMany(option => option.Aliases.Prepend(option.Name))).ToList();
        foreach (var token in parsed.UnmatchedTokens)
            if (Models.NearestName.Suggest(token, known) is { Length: > 0 } suggestion) error.WriteLine($"'{token}':{suggestion}");
        error.WriteLine($"See: {FullName(parsed.CommandResult)} --help");
        return ExitCode.BadInput;
    }

    private static string FullName(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{FullName(parent)} {result.Command.Name}" : "graphseq";
}
