namespace GraphSeq.Datasets;

/// <summary>Where downloads and parsed sets are kept on this machine.</summary>
public static class CacheFolders
{
    /// <summary>Environment variable that names the cache folder.</summary>
    public const string CacheVariable = "GRAPHSEQ_CACHE";

    /// <summary>Environment variable that names a folder with data sets.</summary>
    public const string DataVariable = "GRAPHSEQ_DATA";

    /// <summary><c>GRAPHSEQ_CACHE</c>, or else <c>XDG_CACHE_HOME/graphseq</c>, or else <c>graphseq</c> in the user's local application data.</summary>
    public static string Default()
    {
        if (Variable(CacheVariable) is { } chosen) return Path.GetFullPath(chosen);
        if (Variable("XDG_CACHE_HOME") is { } xdg && Path.IsPathRooted(xdg)) return Path.Combine(xdg, "graphseq");
        var local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return Path.Combine(local.Length > 0 ? local : Path.GetTempPath(), "graphseq");
    }

    internal static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
