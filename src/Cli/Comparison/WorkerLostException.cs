namespace GraphSeq.Cli.Comparison;

/// <summary>A process that was to answer has ended.</summary>
internal sealed class WorkerLostException(string message) : InvalidOperationException(message);
