namespace GraphSeq.Datasets;

/// <summary>A data set was in none of the places looked at and could not be downloaded. The message lists what was tried.</summary>
public sealed class DatasetNotFoundException : Exception
{
    /// <summary>Lists what was tried.</summary>
    /// <param name="name">The data set.</param>
    /// <param name="tried">One line per place: where, and why it did not serve.</param>
    /// <param name="advice">What the user can do.</param>
    /// <param name="innerException">The last failure, if there was one.</param>
    public DatasetNotFoundException(string name, IReadOnlyList<string> tried, string advice, Exception? innerException = null)
        : base($"Data set {name} was not found. Tried:{string.Concat(tried.Select(line => $"\n  - {line}"))}\n{advice}", innerException)
    {
        (Name, Tried) = (name, tried);
    }

    /// <summary>The data set.</summary>
    public string Name { get; }

    /// <summary>One line per place looked at: where, and why it did not serve.</summary>
    public IReadOnlyList<string> Tried { get; }
}
