using GraphSeq.Graph;

namespace GraphSeq.Datasets;

/// <summary>Downloads an archive and unpacks a set from it; the set's folder appears whole or not at all.</summary>
internal static class ArchiveDownload
{
    /// <summary>Brings a set into its folder.</summary>
    /// <param name="url">Where the archive is.</param>
    /// <param name="target">The folder that shall appear. One that is there and is no set is replaced.</param>
    /// <param name="isSet">Whether a folder holds the set; looked for at the archive's root and in all folders below.</param>
    /// <param name="expected">What a folder with the set holds, for the error: <c>TOY_A.txt</c>.</param>
    /// <param name="options">Limits.</param>
    /// <param name="cancellationToken">Ends the download.</param>
    /// <exception cref="IOException">The archive cannot be had or unpacked.</exception>
    /// <exception cref="DatasetFormatException">The archive is damaged, not safe, or holds no such set.</exception>
    public static async Task ToFolderAsync(
        Uri url, string target, Func<string, bool> isSet, string expected, DownloadOptions options, CancellationToken cancellationToken)
    {
        using var work = WorkFolder.Beside(target);
        var (archive, unpacked) = (Path.Combine(work.Path, "archive.zip"), Path.Combine(work.Path, "unpacked"));
        var hash = await HttpDownload.ToFileAsync(url, archive, options, cancellationToken).ConfigureAwait(false);
        try
        {
            SafeArchive.Extract(archive, unpacked, options.MaxUnpackedBytes);
        }
        catch (DatasetFormatException e)
        {
            throw new DatasetFormatException(url.ToString(), 0, e.Problem, e);      // the file is gone by the time that somebody reads this
        }
        var found = Directory.Exists(unpacked)
            ? Directory.EnumerateDirectories(unpacked, "*", SearchOption.AllDirectories).Prepend(unpacked).FirstOrDefault(isSet)
            : null;
        if (found is null) throw new DatasetFormatException(url.ToString(), 0, $"the archive holds no {expected}. Is it the archive of this set?");
        AtomicFile.Write(Path.Combine(found, $"{Path.GetFileName(target)}.zip.sha256"), stream => stream.Write(System.Text.Encoding.UTF8.GetBytes($"{hash}  {url}\n")));
        Publish(found, target, isSet, work);
    }

    private static void Publish(string folder, string target, Func<string, bool> isSet, WorkFolder work)
    {
        try
        {
            Directory.Move(folder, target);
        }
        catch (IOException) when (Directory.Exists(target))
        {
            if (isSet(target)) return;                                              // another process was first; its files serve as well
            Directory.Move(target, Path.Combine(work.Path, "replaced"));            // remains that nobody can read
            Directory.Move(folder, target);
        }
        FolderSync.Flush(Path.GetDirectoryName(target)!);
    }
}
