using System.Collections.Concurrent;

namespace GraphSeq.Cli.Comparison;

/// <summary>What a worker is told, read by a thread of its own: the end of the input during a job means that whoever wants the answer is gone.</summary>
internal sealed class WorkerInput
{
    private readonly BlockingCollection<string> _lines = [];
    private volatile bool _isWaiting = true;

    /// <param name="input">A message a line.</param>
    /// <param name="abandoned">Called, by the reading thread, when the input ends while a message is worked on.</param>
    public WorkerInput(TextReader input, Action abandoned) => new Thread(() => Read(input, abandoned)) { IsBackground = true }.Start();

    /// <summary>The next message; null at the end.</summary>
    public string? Next()
    {
        _isWaiting = true;
        var line = _lines.TryTake(out var next, Timeout.Infinite) ? next : null;
        _isWaiting = false;
        return line;
    }

    private void Read(TextReader input, Action abandoned)
    {
        while (input.ReadLine() is { } line) _lines.Add(line);
        _lines.CompleteAdding();
        if (!_isWaiting) abandoned();
    }
}
