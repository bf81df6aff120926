namespace GraphSeq.Training.Checkpoints;

/// <summary>A checkpoint cannot be written, cannot be read, or is of another run.</summary>
/// <param name="message">What is wrong and what to do.</param>
/// <param name="innerException">The cause.</param>
public sealed class CheckpointException(string message, Exception? innerException = null) : InvalidOperationException(message, innerException);
