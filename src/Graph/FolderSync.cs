using System.Runtime.InteropServices;

namespace GraphSeq.Graph;

/// <summary>Makes names last: on POSIX systems a file that was created or renamed is sure to be there after a power cut once its folder is flushed too.</summary>
internal static class FolderSync
{
    private const int ReadOnly = 0;                         // O_RDONLY

    /// <summary>Flushes a folder's entries to the disk where the system can; where it cannot, nothing happens.</summary>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        var descriptor = open(folder, ReadOnly);
        if (descriptor < 0) return;
        _ = fsync(descriptor);                              // some file systems refuse it for folders, and need it as little
        _ = close(descriptor);
    }

    [DllImport("libc")]
    private static extern int open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc")]
    private static extern int fsync(int descriptor);

    [DllImport("libc")]
    private static extern int close(int descriptor);
}
