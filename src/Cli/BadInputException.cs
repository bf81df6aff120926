namespace GraphSeq.Cli;

/// <summary>What the user asked for cannot be done as asked; the message says what to change. Ends with <see cref="ExitCode.BadInput"/>.</summary>
internal sealed class BadInputException(string message, Exception? innerException = null) : Exception(message, innerException);
