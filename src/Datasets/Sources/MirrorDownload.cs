using GraphSeq.Graph;

namespace GraphSeq.Datasets;

/// <summary>Downloads files of known names from the first of several servers that has them.</summary>
internal static class MirrorDownload
{
    /// <summary>Brings every file into the folder; a file appears whole or not at all, and one that is there is not asked for again.</summary>
    /// <param name="names">The files.</param>
    /// <param name="folder">Where to; created if need be.</param>
    /// <param name="mirrors">Addresses of folders that hold the files, in the order to be tried.</param>
    /// <param name="sha256">Hash that a file must have; null for any.</param>
    /// <param name="options">Limits.</param>
    /// <param name="tried">Gets a line for each address in vain.</param>
    /// <param name="cancellationToken">Ends the download.</param>
    /// <returns>The last failure if a file could not be had, or else null.</returns>
    public static async Task<Exception?> TryAsync(
        IReadOnlyList<string> names, string folder, IReadOnlyList<Uri> mirrors, Func<string, string?> sha256, DownloadOptions options, List<string> tried,
        CancellationToken cancellationToken)
    {
        foreach (var name in names)
        {
            var target = Path.GetFullPath(Path.Combine(folder, name));
            if (File.Exists(target)) continue;
            Exception? failure = null;
            foreach (var mirror in mirrors)
            {
                failure = await TryAsync(new Uri(WithSlash(mirror), name), target, options with { ExpectedSha256 = sha256(name) }, cancellationToken).ConfigureAwait(false);
                if (failure is null) break;
                tried.Add($"{new Uri(WithSlash(mirror), name)}: {failure.Message}");
            }
            if (failure is not null) return failure;
        }
        return null;
    }

    /// <summary>An address to which names can be appended.</summary>
    public static Uri WithSlash(Uri url) => url.AbsoluteUri.EndsWith('/') ? url : new Uri(url.AbsoluteUri + "/");

    private static async Task<Exception?> TryAsync(Uri url, string target, DownloadOptions options, CancellationToken cancellationToken)
    {
        try
        {
            using var work = WorkFolder.Beside(target);
            var file = Path.Combine(work.Path, "file");
            await HttpDownload.ToFileAsync(url, file, options, cancellationToken).ConfigureAwait(false);
            File.Move(file, target, overwrite: true);
            FolderSync.Flush(Path.GetDirectoryName(target)!);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e;
        }
    }
}
