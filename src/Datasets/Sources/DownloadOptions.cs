namespace GraphSeq.Datasets;

/// <summary>How a data set is downloaded. Immutable; vary a copy with <c>with</c>.</summary>
public sealed record DownloadOptions
{
    /// <summary>Address of the folder that holds <c>NAME.zip</c>; null for the collection's own. HTTPS, or HTTP on this machine.</summary>
    public Uri? BaseUrl { get; init; }

    /// <summary>SHA-256 the archive must have, 64 hexadecimal digits; null for any (it is recorded beside the data).</summary>
    public string? ExpectedSha256 { get; init; }

    /// <summary>Bytes an archive may have; at least 1. Default: 2 GiB.</summary>
    public long MaxArchiveBytes { get; init; } = 2L << 30;

    /// <summary>Bytes the files in an archive may have together; at least 1. Default: 16 GiB.</summary>
    public long MaxUnpackedBytes { get; init; } = 16L << 30;

    /// <summary>Time to connect; above zero. Default: 10 seconds.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest wait for the next bytes; above zero. Default: 30 seconds.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    internal void Validate()
    {
        List<string> problems = [];
        if (BaseUrl is { } url && !HttpDownload.IsAllowed(url))
            problems.Add($"BaseUrl is {url} but must be an absolute HTTPS address (or HTTP on this machine).");
        if (ExpectedSha256 is { } hash && (hash.Length != 64 || !hash.All(char.IsAsciiHexDigit)))
            problems.Add($"ExpectedSha256 is '{hash}' but must be 64 hexadecimal digits.");
        if (MaxArchiveBytes < 1) problems.Add($"MaxArchiveBytes is {MaxArchiveBytes} but must be at least 1.");
        if (MaxUnpackedBytes < 1) problems.Add($"MaxUnpackedBytes is {MaxUnpackedBytes} but must be at least 1.");
        if (ConnectTimeout <= TimeSpan.Zero) problems.Add($"ConnectTimeout is {ConnectTimeout} but must be above zero.");
        if (StallTimeout <= TimeSpan.Zero) problems.Add($"StallTimeout is {StallTimeout} but must be above zero.");
        if (problems.Count > 0) throw new ArgumentException($"DownloadOptions: {string.Join(" ", problems)}");
    }
}
