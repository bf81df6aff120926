using System.Net;
using System.Security.Cryptography;

namespace GraphSeq.Datasets;

/// <summary>Fetches one file over HTTP with verified TLS, limits and no way back to plain HTTP.</summary>
internal static class HttpDownload
{
    private const int MaxRedirects = 5;

    /// <summary>HTTPS anywhere; plain HTTP on this machine only.</summary>
    public static bool IsAllowed(Uri url) =>
        url.IsAbsoluteUri && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback));

    /// <summary>Writes the file; on any failure nothing is left behind.</summary>
    /// <param name="url">Where from.</param>
    /// <param name="path">Where to; must not exist.</param>
    /// <param name="options">Limits.</param>
    /// <param name="cancellationToken">Ends the download.</param>
    /// <returns>SHA-256 of the file, 64 lower-case hexadecimal digits.</returns>
    /// <exception cref="IOException">It could not be had; the message says why.</exception>
    public static async Task<string> ToFileAsync(Uri url, string path, DownloadOptions options, CancellationToken cancellationToken)
    {
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = options.ConnectTimeout };
        using var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        using var stall = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stall.CancelAfter(options.ConnectTimeout + options.StallTimeout);
        try
        {
            using var response = await GetAsync(client, url, stall.Token).ConfigureAwait(false);
            if (response.Content.Headers.ContentLength is { } length && length > options.MaxArchiveBytes)
                throw new IOException($"the file has {length} bytes but may have {options.MaxArchiveBytes}.");
            var hash = await CopyAsync(response, path, options, stall).ConfigureAwait(false);
            if (options.ExpectedSha256 is { } expected && !expected.Equals(hash, StringComparison.OrdinalIgnoreCase))
                throw new IOException($"the file's SHA-256 is {hash} but must be {expected.ToLowerInvariant()}.");
            return hash;
        }
        catch (Exception e)
        {
            File.Delete(path);
            throw e switch
            {
                OperationCanceledException when !cancellationToken.IsCancellationRequested =>
                    new IOException($"the server sent nothing for {options.StallTimeout.TotalSeconds:0.#} s.", e),
                HttpRequestException => new IOException(e.Message, e),
                _ => e,
            };
        }
    }

    private static async Task<HttpResponseMessage> GetAsync(HttpClient client, Uri url, CancellationToken cancellationToken)
    {
        for (var redirects = 0; ; redirects++)
        {
            var response = await client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            if (response.IsSuccessStatusCode) return response;
            using (response)
            {
                var next = response.Headers.Location is { } location ? new Uri(url, location) : null;
                if (next is null || response.StatusCode is not (HttpStatusCode.Moved or HttpStatusCode.Found or HttpStatusCode.SeeOther
                    or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect))
                    throw new IOException($"the server answered {(int)response.StatusCode} {response.ReasonPhrase}.");
                if (redirects == MaxRedirects) throw new IOException($"the server redirected more than {MaxRedirects} times.");
                if (!IsAllowed(next) || (url.Scheme == Uri.UriSchemeHttps && next.Scheme != Uri.UriSchemeHttps))
                    throw new IOException($"the server redirects to {next}, which is not HTTPS.");
                url = next;
            }
        }
    }

    private static async Task<string> CopyAsync(HttpResponseMessage response, string path, DownloadOptions options, CancellationTokenSource stall)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 16];
        var total = 0L;
        await using var from = await response.Content.ReadAsStreamAsync(stall.Token).ConfigureAwait(false);
        await using var to = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, buffer.Length, useAsync: true);
        while (true)
        {
            stall.CancelAfter(options.StallTimeout);
            var count = await from.ReadAsync(buffer, stall.Token).ConfigureAwait(false);
            if (count == 0) break;
            total += count;
            if (total > options.MaxArchiveBytes) throw new IOException($"the file has more than the {options.MaxArchiveBytes} bytes it may have.");
            hash.AppendData(buffer, 0, count);
            await to.WriteAsync(buffer.AsMemory(0, count), stall.Token).ConfigureAwait(false);
        }
        to.Flush(flushToDisk: true);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
