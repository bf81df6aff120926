using System.Runtime.InteropServices;

namespace GraphSeq.Cli;

/// <summary>Ctrl-C and SIGTERM: the first asks the work to stop where it is safe, the second ends the process at once.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly TextWriter? _error;
    private int _signals;

    /// <param name="error">Where the first signal is answered; null to do nothing at the first.</param>
    public Interruption(TextWriter? error)
    {
        _error = error;
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM])
            _registrations.Add(PosixSignalRegistration.Create(signal, OnSignal));
    }

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
        _source.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Exchange(ref _signals, 1) == 1) Environment.Exit(ExitCode.Interrupted);
        if (_error is null) return;
        _error.WriteLine("Stopping after this batch. Once more stops at once.");
        _source.Cancel();
    }
}
