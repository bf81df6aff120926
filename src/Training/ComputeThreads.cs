using static TorchSharp.torch;

namespace GraphSeq.Training;

/// <summary>The one place that decides how many threads libtorch computes with.</summary>
/// <remarks>One. Batches of small graphs are bound by overhead, a second thread gains little, and libtorch's threads wait by spinning: as soon as
/// anything else wants a core an LSTM takes 20 times as long. The number is a setting of the calling thread, from which threads that are new to libtorch
/// take theirs. It is one from a thread's first claim to the end of its last, in whatever order they end, and then what it was before.</remarks>
internal sealed class ComputeThreads : IDisposable
{
    private const int Count = 1;

    [ThreadStatic] private static ThreadClaims? _here;

    private ThreadClaims? _claims;

    private ComputeThreads(ThreadClaims claims) => _claims = claims;

    public static ComputeThreads Claim()
    {
        var claims = _here ??= new ThreadClaims();
        claims.Enter();
        return new ComputeThreads(claims);
    }

    /// <summary>Ends the claim, once. A claim that ends on another thread gives its own thread the number back when the next one there ends.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _claims, null) is { } claims) claims.Leave(isHere: ReferenceEquals(claims, _here));
    }

    /// <summary>The claims of one thread.</summary>
    private sealed class ThreadClaims
    {
        private readonly Lock _gate = new();
        private int _count;
        private int? _before;

        public void Enter()
        {
            lock (_gate)
            {
                var now = get_num_threads();
                _before ??= now;
                if (now != Count) set_num_threads(Count);
                _count++;
            }
        }

        public void Leave(bool isHere)
        {
            lock (_gate)
            {
                if (--_count > 0 || !isHere) return;
                if (_before is { } before && before != Count) set_num_threads(before);
                _before = null;
            }
        }
    }
}
