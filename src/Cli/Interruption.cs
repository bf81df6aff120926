using System.Runtime.InteropServices;

namespace GraphSeq.Cli;

/// <summary>Ctrl-C and SIGTERM: the first asks the work to stop where it is safe, the second ends the process at once.</summary>
/// <remarks>Only trainings have something to save, and are waited for. Other work ends soon after the first signal, even where it looks at no token:
/// whole files are all it writes.</remarks>
internal sealed class Interruption : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _source = new();
    private readonly ManualResetEventSlim _ended = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly TextWriter? _error;
    private readonly bool _waits;
    private int _signals;

    /// <param name="error">Where the first signal is answered; null to do nothing at the first.</param>
    /// <param name="waits">Whether the work is given the time that it takes to stop.</param>
    public Interruption(TextWriter? error, bool waits)
    {
        (_error, _waits) = (error, waits);
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM])
            _registrations.Add(PosixSignalRegistration.Create(signal, OnSignal));
    }

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
        _ended.Set();
        _source.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Exchange(ref _signals, 1) == 1) Environment.Exit(ExitCode.Interrupted);
        if (_error is null) return;
        if (_waits) _error.WriteLine("Stopping after this batch. Once more stops at once.");
        _source.Cancel();
        if (_waits || _ended.Wait(Grace)) return;
        _error.WriteLine("Interrupted.");
        Environment.Exit(ExitCode.Interrupted);
    }
}
