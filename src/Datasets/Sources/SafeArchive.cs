using System.IO.Compression;

namespace GraphSeq.Datasets;

/// <summary>Reads ZIP archives from strangers: names that leave the target, links and bombs are refused, declared sizes are only limits.</summary>
internal static class SafeArchive
{
    private const int MaxEntries = 100_000;
    private const long MaxRatio = 200;                       // of an archive as a whole; real ones stay below 20
    private const long AlwaysAllowedBytes = 16 << 20;
    private const int UnixTypeMask = 0xF000, UnixLink = 0xA000, UnixFile = 0x8000, UnixFolder = 0x4000;

    /// <summary>A file in an archive.</summary>
    /// <param name="RawName">Its name as the archive spells it, such as <c>MUTAG//MUTAG_A.txt</c>.</param>
    /// <param name="Name">The same as a clean relative path, <c>MUTAG/MUTAG_A.txt</c>.</param>
    /// <param name="Length">Bytes it claims to have; reading more or fewer is an error.</param>
    internal sealed record Entry(string RawName, string Name, long Length);

    /// <summary>The files in an archive, once all names and sizes are found to be safe.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="maxUnpackedBytes">Bytes all files may have together.</param>
    /// <exception cref="DatasetFormatException">The archive is damaged or not safe.</exception>
    public static IReadOnlyList<Entry> List(string path, long maxUnpackedBytes) => Guard(path, () =>
    {
        using var archive = ZipFile.OpenRead(path);
        if (archive.Entries.Count > MaxEntries)
            throw new DatasetFormatException(path, 0, $"the archive has {archive.Entries.Count} entries but may have {MaxEntries}.");
        List<Entry> entries = [];
        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
        var limit = Math.Min(maxUnpackedBytes, AlwaysAllowedBytes + MaxRatio * new FileInfo(path).Length);
        var total = 0L;
        foreach (var entry in archive.Entries)
        {
            var name = CleanName(path, entry.FullName);
            if (((entry.ExternalAttributes >> 16) & UnixTypeMask) is not (0 or UnixFile or UnixFolder) and var type)
                throw new DatasetFormatException(
                    path, 0, $"the entry '{entry.FullName}' is {(type == UnixLink ? "a link" : "a device or pipe")}; only files are unpacked.");
            if (entry.IsEncrypted)
                throw new DatasetFormatException(path, 0, $"the entry '{entry.FullName}' is encrypted. Unpack the archive with its password, and pass the folder.");
            total += entry.Length;
            if (entry.Length < 0 || total > limit)
                throw new DatasetFormatException(
                    path, 0, $"the archive unpacks to {total} bytes or more but may have {limit}; it looks like a decompression bomb.");
            if (entry.FullName.EndsWith('/') || name.Length == 0) continue;
            if (!names.Add(name)) throw new DatasetFormatException(path, 0, $"the archive has two entries named '{name}'.");
            entries.Add(new Entry(entry.FullName, name, entry.Length));
        }
        foreach (var name in names)
            for (var slash = name.IndexOf('/', StringComparison.Ordinal); slash > 0; slash = name.IndexOf('/', slash + 1))
                if (names.Contains(name[..slash])) throw new DatasetFormatException(path, 0, $"the archive has '{name[..slash]}' as a file and as a folder.");
        return entries;
    });

    /// <summary>A file in an archive as text to read.</summary>
    public static TextSource Open(string path, Entry entry) => new($"{path}!{entry.Name}", entry.Length, () =>
    {
        var archive = ZipFile.OpenRead(path);
        try
        {
            var found = archive.GetEntry(entry.RawName) ?? throw new InvalidDataException($"the archive has no entry '{entry.RawName}' any more");
            return new ArchiveEntryStream(archive, found.Open(), entry.Length, found.Crc32);
        }
        catch
        {
            archive.Dispose();
            throw;
        }
    });

    /// <summary>Unpacks all files below a folder, which is created.</summary>
    /// <exception cref="DatasetFormatException">The archive is damaged or not safe.</exception>
    public static void Extract(string path, string folder, long maxUnpackedBytes)
    {
        foreach (var entry in List(path, maxUnpackedBytes))
        {
            var target = Path.Combine(folder, entry.Name);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            Guard(path, () =>
            {
                using var from = Open(path, entry).Open();
                using var to = new FileStream(target, FileMode.CreateNew, FileAccess.Write);
                from.CopyTo(to);
                to.Flush(flushToDisk: true);
                return true;
            });
        }
    }

    private static string CleanName(string path, string name)
    {
        var parts = name.Replace('\\', '/').Split('/');
        // A colon names a drive, or a stream hidden behind a file.
        if ((parts[0].Length == 0 && name.Length > 0) || parts.Contains("..") || name.Any(c => c == ':' || char.IsControl(c)))
            throw new DatasetFormatException(path, 0, $"the entry '{name}' would leave the folder it is unpacked to. Do not use this archive.");
        return string.Join('/', parts.Where(part => part.Length > 0 && part != "."));
    }

    private static T Guard<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidDataException e)
        {
            throw new DatasetFormatException(path, 0, $"the archive is damaged: {e.Message} Download it again.", e);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            throw new DatasetFormatException(path, 0, $"the archive cannot be read: {e.Message}", e);
        }
    }
}
