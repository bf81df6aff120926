using System.CommandLine;
using System.Text.Json;
using GraphSeq.Cli.Comparison;
using GraphSeq.Training.Protocol;

namespace GraphSeq.Cli.Commands;

/// <summary>What 'graphseq cv' starts several times over: a setup and then jobs on standard input, an answer a line on standard output. It ends with
/// whoever started it.</summary>
internal static class CvWorkerCommand
{
    public const string Name = "cv-worker";

    public static Command Create()
    {
        var command = new Command(Name, "Used by 'cv'.") { Hidden = true };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (input, output) = (new WorkerInput(Console.In, () => Environment.Exit(ExitCode.Interrupted)), parsed.InvocationConfiguration.Output);
            if (input.Next() is not { } first) return ExitCode.BadInput;
            var setup = JsonSerializer.Deserialize<WorkerSetup>(first, WorkerAnswer.Format)!;
            var dataset = await DatasetSource.LoadAsync(setup.Dataset, setup.Source, cancellationToken);
            while (input.Next() is { } line)
                output.WriteLine(JsonSerializer.Serialize(Answer(dataset, line, cancellationToken), WorkerAnswer.Format));
            return ExitCode.Ok;
        });
        return command;
    }

    private static WorkerAnswer Answer(Datasets.GraphDataset dataset, string line, CancellationToken cancellationToken)
    {
        try
        {
            return new WorkerAnswer(FoldJobs.Run(dataset, JsonSerializer.Deserialize<FoldJob>(line, WorkerAnswer.Format)!, cancellationToken));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            var (code, message) = ErrorText.Explain(e);
            return new WorkerAnswer(null, code, message);
        }
    }
}
