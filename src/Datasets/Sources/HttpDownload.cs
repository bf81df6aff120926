using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace GraphSeq.Datasets;

/// <summary>Fetches one file over HTTP with verified TLS, limits and no way back to plain HTTP. What was interrupted begins anew.</summary>
internal static class HttpDownload
{
    private const int MaxRedirects = 5;
    private static readonly TimeSpan MaxPause = TimeSpan.FromMinutes(1);

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
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryOnceAsync(url, path, options, cancellationToken).ConfigureAwait(false);
            }
            catch (PassingException e)
            {
                var pause = e.RetryAfter ?? options.RetryDelay * Math.Pow(2, attempt - 1);
                if (attempt < options.MaxAttempts && pause <= MaxPause) await Task.Delay(pause, cancellationToken).ConfigureAwait(false);
                else throw new IOException(attempt == 1 ? e.Message : string.Create(CultureInfo.InvariantCulture, $"{e.Message} Tried {attempt} times."), e);
            }
        }
    }

    private static async Task<string> TryOnceAsync(Uri url, string path, DownloadOptions options, CancellationToken cancellationToken)
    {
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = options.ConnectTimeout };
        using var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        using var stall = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stall.CancelAfter(options.ConnectTimeout + options.StallTimeout);
        try
        {
            using var response = await GetAsync(client, url, stall.Token).ConfigureAwait(false);
            if (response.Content.Headers.ContentType?.MediaType is "text/html")
                throw new IOException("the server sent a web page (text/html), not a file. Is there a login page or a proxy in between?");
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
                HttpIOException or IOException { InnerException: SocketException } or HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } =>
                    new PassingException($"the transfer broke: {e.Message}", null, e),
                HttpRequestException => new IOException(e.Message, e),
                ArgumentOutOfRangeException => new IOException(e.Message, e),           // how .NET tells of a file too large for its disk
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
                    throw Refusal(response);
                if (redirects == MaxRedirects) throw new IOException($"the server redirected more than {MaxRedirects} times.");
                if (!IsAllowed(next) || (url.Scheme == Uri.UriSchemeHttps && next.Scheme != Uri.UriSchemeHttps))
                    throw new IOException($"the server redirects to {next}, which is not HTTPS.");
                url = next;
            }
        }
    }

    private static IOException Refusal(HttpResponseMessage response)
    {
        var answer = $"the server answered {(int)response.StatusCode} {response.ReasonPhrase}";
        if (response.StatusCode is not (HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or HttpStatusCode.InternalServerError
            or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout))
            return new IOException($"{answer}.");
        var wait = response.Headers.RetryAfter is { } after ? after.Delta ?? after.Date - DateTimeOffset.UtcNow : null;
        if (wait < TimeSpan.Zero) wait = TimeSpan.Zero;
        var request = wait is { } time ? string.Create(CultureInfo.InvariantCulture, $" and asks to wait {Math.Ceiling(time.TotalSeconds)} s") : "";
        return new PassingException($"{answer}{request}.", wait);
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

    /// <summary>A failure that another attempt may be spared.</summary>
    private sealed class PassingException(string message, TimeSpan? retryAfter, Exception? innerException = null) : IOException(message, innerException)
    {
        /// <summary>How long the server asks to wait; null where it does not say.</summary>
        public TimeSpan? RetryAfter { get; } = retryAfter;
    }
}
