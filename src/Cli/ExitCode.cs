namespace GraphSeq.Cli;

/// <summary>What the tool's exit code says; scripts rely on these numbers.</summary>
internal static class ExitCode
{
    public const int Ok = 0, Failure = 1, BadInput = 2, Interrupted = 130;
}
