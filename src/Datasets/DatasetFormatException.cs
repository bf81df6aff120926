namespace GraphSeq.Datasets;

/// <summary>A file does not hold what its format asks for. The message says where, what was found, what was expected and what to do.</summary>
public sealed class DatasetFormatException : Exception
{
    /// <summary>An error in a file, at a line or as a whole.</summary>
    /// <param name="path">The file; <c>archive.zip!entry</c> for an entry of an archive.</param>
    /// <param name="line">Line, counted from 1; 0 when the file as a whole is meant.</param>
    /// <param name="problem">What was found, what was expected and what to do.</param>
    /// <param name="innerException">The cause, if another exception told of it.</param>
    public DatasetFormatException(string path, long line, string problem, Exception? innerException = null)
        : base(line > 0 ? $"{path}:{line}: {problem}" : $"{path}: {problem}", innerException)
    {
        (Path, Line, Problem) = (path, line, problem);
    }

    /// <summary>The file; <c>archive.zip!entry</c> for an entry of an archive.</summary>
    public string Path { get; }

    /// <summary>Line, counted from 1; 0 when the file as a whole is meant.</summary>
    public long Line { get; }

    /// <summary>The message without file and line.</summary>
    public string Problem { get; }
}
