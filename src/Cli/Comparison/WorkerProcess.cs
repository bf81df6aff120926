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
        try
        {
            Send(setup);
        }
        catch (IOException)
        {
            // It has ended already; the first job will say so.
        }
    }

    /// <summary>Sends a job and waits for the answer.</summary>
    /// <exception cref="BadInputException">The job cannot be done as it is.</exception>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    /// <exception cref="WorkerLostException">The worker ended.</exception>
    public FoldRun Run(FoldJob job)
    {
        Exception? unsent = null;
        try
        {
            Send(job);
        }
        catch (IOException e)
        {
            unsent = e;                                                         // it has ended, and may have said why
        }
        var line = unsent is null ? _process.StandardOutput.ReadLine() : null;
        if (line is null) throw new WorkerLostException(Lost(job));
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
        _process.StandardInput.WriteLine(JsonSerializer.Serialize(message, WorkerAnswer.Format));
        _process.StandardInput.Flush();
    }

    private string Lost(FoldJob job)
    {
        const int KilledBySignal = 128, Kill = 9;
        _process.WaitForExit();
        var why = _process.ExitCode == KilledBySignal + Kill
            ? "was killed, as happens when memory is short (then lower --jobs)"
            : $"ended with exit code {_process.ExitCode}; what it said stands above";
        return $"The process that trained fold {job.Fold + 1} {why}.";
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
