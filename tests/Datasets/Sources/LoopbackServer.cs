using System.Net;
using System.Net.Sockets;
using System.Text;

namespace GraphSeq.Tests.Datasets;

/// <summary>An HTTP server on this machine that answers every request with the same bytes, at the pace and up to the point the test wants.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<string, Stream, CancellationToken, Task> _answer;

    /// <summary>Starts to listen.</summary>
    /// <param name="answer">Gets the path asked for and writes the raw answer, status line included.</param>
    public LoopbackServer(Func<string, Stream, CancellationToken, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        Url = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _ = ServeAsync();
    }

    public Uri Url { get; }

    public List<string> Requests { get; } = [];

    /// <summary>A server that sends this status and body.</summary>
    public static LoopbackServer Sending(byte[] body, string status = "200 OK", int? claimedLength = null, string headers = "") =>
        new(async (_, stream, token) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: {claimedLength ?? body.Length}\r\n{headers}Connection: close\r\n\r\n"), token);
            await stream.WriteAsync(body, token);
        });

    /// <summary>A server that gives these raw answers one after the other, the last one for good.</summary>
    public static LoopbackServer Answering(params byte[][] answers)
    {
        var next = 0;
        return new(async (_, stream, token) => await stream.WriteAsync(answers[Math.Min(next++, answers.Length - 1)], token));
    }

    /// <summary>A raw answer.</summary>
    public static byte[] Answer(string status, string headers, byte[] body) =>
        [.. Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\n{headers}Connection: close\r\n\r\n"), .. body];

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
    }

    private async Task ServeAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                await using var stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
                var path = (await reader.ReadLineAsync(_stop.Token))?.Split(' ')[1] ?? "";
                while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 }) { }
                Requests.Add(path);
                await _answer(path, stream, _stop.Token);
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                continue;                                       // the client gave up, or the test is over
            }
        }
    }
}
