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

    /// <summary>How often a download is begun before it is given up, at least 1: anew after a broken transfer, and after an answer that says to come back
    /// later (408, 429, 500, 502, 503, 504). Default: 3.</summary>
    public int MaxAttempts { get; init; } = 3;

    /// <summary>Pause before the second attempt, at least zero; it doubles with each, and gives way to what the server asks for (<c>Retry-After</c>, up to a
    /// minute). Default: one second.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

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
        if (MaxAttempts < 1) problems.Add($"MaxAttempts is {MaxAttempts} but must be at least 1.");
        if (RetryDelay < TimeSpan.Zero) problems.Add($"RetryDelay is {RetryDelay} but must be at least zero.");
        if (problems.Count > 0) throw new ArgumentException($"DownloadOptions: {string.Join(" ", problems)}");
    }
}
