using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace GraphSeq.Graph.Kernels;

/// <summary>One small team of threads for the whole process: fork-join over chunks that are claimed with one compare-and-swap.</summary>
/// <remarks>
/// The caller claims chunks too, so a worker that sleeps or has lost its core costs no wait; only a chunk that a worker has begun is waited for.
/// A run that is asked for while another is under way (from inside a chunk, or from another thread) is done by its own caller, chunk after chunk.
/// The team decides who does a chunk and never how the work is cut: with chunks cut by problem size alone, results have the same bits on any
/// number of threads. Where the system refuses a thread, the team stays as large as it is until <see cref="NumThreads"/> is set again.
/// </remarks>
internal static unsafe class ThreadTeam
{
    /// <summary>The most chunks a run may have (the ticket holds 16 bits for each of its two counts).</summary>
    public const int MaxChunks = 0x7FFF;

    private const string EnvironmentVariable = "GRAPHSEQ_THREADS";
    private const int MaxThreads = 256;
    private const int SpinsBeforeParking = 4000;
    private const int SpinsBeforeYielding = 2000;

    private static readonly Board* Shared = CreateBoard();
    private static readonly Lock FailureGate = new();
    private static readonly Worker[] Workers = new Worker[MaxThreads];
    private static int _numThreads = DefaultNumThreads();
    private static int _numWorkers;
    private static bool _isFull;
    private static int _busy;
    private static uint _epoch;
    private static Exception? _failure;
    private static int _failedChunk;

    [ThreadStatic] private static bool _isSingleThreaded;

    /// <summary>Threads that share a run, the caller among them. Starts as <c>GRAPHSEQ_THREADS</c> where that is a whole number of at least 1,
    /// else as the number of processors.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1 or above 256.</exception>
    public static int NumThreads
    {
        get => Volatile.Read(ref _numThreads);
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MaxThreads);
            Volatile.Write(ref _numThreads, value);
            Volatile.Write(ref _isFull, false);
        }
    }

    /// <summary>Workers that have been started.</summary>
    internal static int NumWorkers => Volatile.Read(ref _numWorkers);

    /// <summary>Starts a worker's thread.</summary>
    internal static Action<Thread> Starter { get; set; } = static thread => thread.Start();

    /// <summary>When true, runs asked for by the current thread stay on it: for callers that are parallel themselves (folds, seeds).</summary>
    public static bool IsSingleThreaded
    {
        get => _isSingleThreaded;
        set => _isSingleThreaded = value;
    }

    /// <summary>Runs every chunk of <paramref name="body"/> once and returns when all are done. Allocates nothing.</summary>
    /// <param name="body">The work; chunks see it by reference and must not change it.</param>
    /// <param name="numChunks">How many chunks; a function of the problem, never of the number of threads.</param>
    /// <exception cref="Exception">What the lowest failing chunk threw; the other chunks of a shared run were still done.</exception>
    public static void Run<TBody>(ref TBody body, int numChunks) where TBody : unmanaged, IChunkBody
    {
        if (numChunks == 1)
        {
            body.Invoke(0, 1);
            return;
        }
        fixed (TBody* context = &body) Run(numChunks, &InvokeBody<TBody>, context);
    }

    /// <summary>Runs <c>body(chunk, numChunks, context)</c> for every chunk and returns when all are done. Allocates nothing.</summary>
    /// <param name="numChunks">How many chunks, from 0 to <see cref="MaxChunks"/>; a function of the problem, never of the number of threads.</param>
    /// <param name="body">The work of one chunk.</param>
    /// <param name="context">Passed on to <paramref name="body"/>; must stay where it is until the call returns.</param>
    /// <exception cref="Exception">What the lowest failing chunk threw; the other chunks of a shared run were still done.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(int numChunks, delegate*<int, int, void*, void> body, void* context)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)numChunks, (uint)MaxChunks, nameof(numChunks));
        var numThreads = NumThreads;
        if (numChunks <= 1 || numThreads == 1 || _isSingleThreaded || Interlocked.CompareExchange(ref _busy, 1, 0) != 0)
        {
            for (var chunk = 0; chunk < numChunks; chunk++) body(chunk, numChunks, context);
            return;
        }
        try
        {
            RunShared(numChunks, numThreads, body, context);
        }
        finally
        {
            Volatile.Write(ref _busy, 0);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunShared(int numChunks, int numThreads, delegate*<int, int, void*, void> body, void* context)
    {
        // Before the run is announced: from then on it cannot be left until every chunk is done.
        var numHelpers = Math.Min(numThreads, numChunks) - 1;
        if (numHelpers > _numWorkers) numHelpers = StartWorkers(numHelpers);
        _failure = null;
        Shared->NumWorkers = numThreads - 1;
        Shared->Done = 0;
        Volatile.Write(ref Shared->Body, (nint)body);
        Volatile.Write(ref Shared->Context, (nint)context);
        Interlocked.Exchange(ref Shared->Ticket, ((long)++_epoch << 32) | ((long)numChunks << 16));
        for (var i = 0; i < numHelpers; i++) Workers[i].WakeIfParked();
        while (TryRunChunk())
        {
        }
        for (var spins = 0; Volatile.Read(ref Shared->Done) < numChunks; spins++)
        {
            if (spins < SpinsBeforeYielding) Thread.SpinWait(4);
            else Thread.Yield();
        }
        if (_failure is { } failure) ExceptionDispatchInfo.Throw(failure);
    }

    /// <summary>Claims the next chunk of the run under way and does it; false when none is left.</summary>
    /// <remarks>Body and context are read before the claim: if they were from another run, the ticket has changed and the claim fails.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool TryRunChunk()
    {
        while (true)
        {
            var ticket = Volatile.Read(ref Shared->Ticket);
            var (chunk, numChunks) = Decode(ticket);
            if (chunk >= numChunks) return false;
            var body = (delegate*<int, int, void*, void>)Volatile.Read(ref Shared->Body);
            var context = (void*)Volatile.Read(ref Shared->Context);
            if (Interlocked.CompareExchange(ref Shared->Ticket, ticket + 1, ticket) != ticket) continue;
            try
            {
                body(chunk, numChunks, context);
            }
            catch (Exception failure)
            {
                RecordFailure(chunk, failure);
            }
            Interlocked.Increment(ref Shared->Done);
            return true;
        }
    }

    private static void RecordFailure(int chunk, Exception failure)
    {
        lock (FailureGate)
        {
            if (_failure is not null && _failedChunk <= chunk) return;
            (_failure, _failedChunk) = (failure, chunk);
        }
    }

    /// <summary>Brings the team to a size, or as near as the system allows. Called by one thread at a time, the one with the run.</summary>
    /// <returns>How many of the workers asked for there are.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int StartWorkers(int wanted)
    {
        while (_numWorkers < wanted && !Volatile.Read(ref _isFull))
        {
            try
            {
                Workers[_numWorkers] = new Worker(_numWorkers);
                Volatile.Write(ref _numWorkers, _numWorkers + 1);
            }
            catch (Exception refusal) when (refusal is OutOfMemoryException or ThreadStartException)
            {
                Volatile.Write(ref _isFull, true);
            }
        }
        return Math.Min(_numWorkers, wanted);
    }

    private static void InvokeBody<TBody>(int chunk, int numChunks, void* context) where TBody : unmanaged, IChunkBody =>
        ((TBody*)context)->Invoke(chunk, numChunks);

    private static (int Next, int NumChunks) Decode(long ticket) => ((int)(ticket & 0xFFFF), (int)((ticket >> 16) & 0xFFFF));

    private static int DefaultNumThreads()
    {
        var text = Environment.GetEnvironmentVariable(EnvironmentVariable);
        var isSet = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var asked) && asked >= 1;
        return Math.Min(isSet ? asked : Environment.ProcessorCount, MaxThreads);
    }

    private static Board* CreateBoard()
    {
        var board = (Board*)NativeMemory.AlignedAlloc((nuint)sizeof(Board), 64);
        *board = default;
        return board;
    }

    /// <summary>What the team's threads share; the fields that different threads write lie in cache lines of their own.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 320)]
    private struct Board
    {
        /// <summary>Number of the run (32 bits), chunks of the run (16), next chunk to claim (16).</summary>
        [FieldOffset(64)] public long Ticket;
        [FieldOffset(128)] public int Done;
        [FieldOffset(192)] public nint Body;
        [FieldOffset(200)] public nint Context;
        [FieldOffset(208)] public int NumWorkers;
    }

    /// <summary>A thread that claims chunks, and sleeps after a short spin without any.</summary>
    private sealed class Worker
    {
        private readonly int _index;
        private readonly SemaphoreSlim _wake = new(0);
        private int _parked;

        public Worker(int index)
        {
            _index = index;
            Starter(new Thread(Loop) { IsBackground = true, Name = $"GraphSeq kernel {index + 1}" });
        }

        public void WakeIfParked()
        {
            if (Volatile.Read(ref _parked) == 1 && Interlocked.CompareExchange(ref _parked, 0, 1) == 1) _wake.Release();
        }

        private bool HasWork
        {
            get
            {
                if (_index >= Volatile.Read(ref Shared->NumWorkers)) return false;
                var (chunk, numChunks) = Decode(Volatile.Read(ref Shared->Ticket));
                return chunk < numChunks;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Loop()
        {
            for (var spins = 0; ; spins++)
            {
                if (HasWork && TryRunChunk()) spins = 0;
                else if (spins < SpinsBeforeParking) Thread.SpinWait(8);
                else
                {
                    Park();
                    spins = 0;
                }
            }
        }

        /// <summary>Sleeps until woken. Work that came between the last look and the announcement is seen by the second look.</summary>
        private void Park()
        {
            Interlocked.Exchange(ref _parked, 1);
            if (HasWork && Interlocked.CompareExchange(ref _parked, 0, 1) == 1) return;
            _wake.Wait();
        }
    }
}
