namespace GraphSeq.Models;

/// <summary>A model file that cannot be used: damaged, hostile, or of another model. The message starts with the file's name.</summary>
public sealed class ModelFileException : Exception
{
    /// <summary>Says what is wrong with which file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="problem">What was found, what was expected, what to do.</param>
    /// <param name="inner">The cause, if another exception told.</param>
    public ModelFileException(string path, string problem, Exception? inner = null) : base($"{path}: {problem}", inner) => Path = path;

    /// <summary>The file.</summary>
    public string Path { get; }
}
