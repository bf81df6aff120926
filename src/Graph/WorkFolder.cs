namespace GraphSeq.Graph;

/// <summary>A folder of one's own beside a target, to prepare in what then gets the target's name in one step; goes away with this object.</summary>
/// <remarks>A process that is killed leaves its folder behind, and the next one that works beside the same target takes it away: the owner holds a lock
/// as long as it lives, however slow its work is.</remarks>
internal sealed class WorkFolder : IDisposable
{
    private const string LockName = ".lock";
    private static readonly TimeSpan LeftoverAge = TimeSpan.FromMinutes(1);     // between a folder and its lock lies a moment
    private readonly FileStream _lock;

    private WorkFolder(string path)
    {
        Path = Directory.CreateDirectory(path).FullName;
        _lock = new FileStream(System.IO.Path.Combine(Path, LockName), FileMode.CreateNew, FileAccess.Write, FileShare.None);
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>Makes one, on the target's disk.</summary>
    /// <param name="target">The full path that shall appear; its parent is made if need be.</param>
    public static WorkFolder Beside(string target)
    {
        var (parent, prefix) = (System.IO.Path.GetDirectoryName(target)!, $".{System.IO.Path.GetFileName(target)}-");
        Directory.CreateDirectory(parent);
        foreach (var other in Directory.GetDirectories(parent, ".*"))
            if (System.IO.Path.GetFileName(other).StartsWith(prefix, StringComparison.Ordinal) && DateTime.UtcNow - Directory.GetLastWriteTimeUtc(other) > LeftoverAge)
                RemoveUnlessHeld(other);
        return new WorkFolder(System.IO.Path.Combine(parent, $"{prefix}{Guid.NewGuid():N}"));
    }

    public void Dispose()
    {
        _lock.Dispose();
        Directory.Delete(Path, recursive: true);
    }

    private static void RemoveUnlessHeld(string folder)
    {
        try
        {
            using (new FileStream(System.IO.Path.Combine(folder, LockName), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None)) { }
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Its owner lives, or another process is about to remove it.
        }
    }
}
