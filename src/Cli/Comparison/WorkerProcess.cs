using System.Diagnostics;
using System.Text.Json;
using GraphSeq.Training.Protocol;

namespace GraphSeq.Cli.Comparison;

/// <summary>This tool once more, waiting for jobs on its standard input.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private readonly Process _process;

    public WorkerProcess(WorkerSetup setup)
    {
        var (file, arguments) = Self();
        var start = new ProcessStartInfo(file, [.. arguments, Commands.CvWorkerCommand.Name])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["GRAPHSEQ_THREADS"] = "1";
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{file} could not be started.");
        Send(setup);
    }

    /// <summary>Sends a job and waits for the answer.</summary>
    /// <exception cref="BadInputException">The job cannot be done as it is.</exception>
    /// <exception cref="InvalidOperationException">It failed, or the worker ended.</exception>
    public FoldRun Run(FoldJob job)
    {
        Send(job);
        var line = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException(
            $"The process that trained fold {job.Fold + 1} ended without an answer. Lower --jobs if memory is short; what it said stands above.");
        var answer = JsonSerializer.Deserialize<WorkerAnswer>(line, WorkerAnswer.Format)!;
        if (answer.Run is { } run) return run;
        throw answer.Code == ExitCode.BadInput ? new BadInputException(answer.Error!) : new InvalidOperationException(answer.Error);
    }

    /// <summary>Ends the process, whatever it is doing.</summary>
    public void Dispose()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }

    private void Send<T>(T message)
    {
        try
        {
            _process.StandardInput.WriteLine(JsonSerializer.Serialize(message, WorkerAnswer.Format));
            _process.StandardInput.Flush();
        }
        catch (IOException e)
        {
            throw new InvalidOperationException($"A process for parallel training ended too soon: {e.Message}", e);
        }
    }

    /// <summary>How to start this tool: its own executable, or the runtime with its assembly.</summary>
    private static (string File, string[] Arguments) Self()
    {
        var assembly = typeof(WorkerProcess).Assembly.Location;
        var executable = Environment.ProcessPath;
        var isTool = executable is not null && Path.GetFileNameWithoutExtension(executable) == typeof(WorkerProcess).Assembly.GetName().Name;
        return isTool || assembly.Length == 0 ? (executable!, []) : ("dotnet", [assembly]);
    }
}
