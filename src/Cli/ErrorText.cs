using GraphSeq.Datasets;
using GraphSeq.Models;

namespace GraphSeq.Cli;

/// <summary>Says what went wrong in words for the user, and whose fault it is.</summary>
internal static class ErrorText
{
    private const string TraceVariable = "GRAPHSEQ_TRACE";

    /// <summary>The exit code and the message for an exception; with <c>GRAPHSEQ_TRACE=1</c> the message has the stack as well.</summary>
    public static (int Code, string Message) Explain(Exception e)
    {
        var cause = e is TypeInitializationException { InnerException: { } inner } ? inner : e;
        var (code, message) = cause switch
        {
            BadInputException or ArgumentException or DatasetFormatException or DatasetNotFoundException or ModelFileException or FileNotFoundException
                or DirectoryNotFoundException => (ExitCode.BadInput, cause.Message),
            UnauthorizedAccessException => (ExitCode.BadInput, $"{cause.Message} Pass a place that this user may read, or write, or change who may."),
            DllNotFoundException or BadImageFormatException => (ExitCode.Failure, NativeAdvice(cause)),
            NotSupportedException when cause.Source == "TorchSharp" => (ExitCode.Failure, NativeAdvice(cause)),
            System.Runtime.InteropServices.ExternalException => (ExitCode.Failure, $"libtorch: {cause.Message.Split('\n')[0]}"),     // its own stack follows
            IOException or InvalidOperationException => (ExitCode.Failure, cause.Message),
            _ => (ExitCode.Failure, $"{cause.GetType().Name}: {cause.Message} Set {TraceVariable}=1 to see where."),
        };
        return (code, Environment.GetEnvironmentVariable(TraceVariable) == "1" ? e.ToString() : message);
    }

    private static string NativeAdvice(Exception e) => $"libtorch could not be loaded: {e.Message} 'graphseq doctor' looks for the reason.";
}
