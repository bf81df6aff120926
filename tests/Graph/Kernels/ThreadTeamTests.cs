using GraphSeq.Graph.Kernels;

namespace GraphSeq.Tests.Graph.Kernels;

public sealed unsafe class ThreadTeamTests : IDisposable
{
    private readonly int _numThreads = ThreadTeam.NumThreads;
    private readonly Action<Thread> _starter = ThreadTeam.Starter;

    public void Dispose() => (ThreadTeam.NumThreads, ThreadTeam.Starter) = (_numThreads, _starter);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Run_TenThousandTimes_DoesEveryChunkOnce(int numThreads)
    {
        ThreadTeam.NumThreads = numThreads;
        var counts = new PinnedArray<int>(7);
        var body = new CountChunks { Counts = counts };
        for (var i = 0; i < 10_000; i++) ThreadTeam.Run(ref body, 1 + i % 7);
        for (var chunk = 0; chunk < 7; chunk++) Assert.Equal(Enumerable.Range(0, 10_000).Count(i => i % 7 >= chunk), counts[chunk]);
    }

    [Fact]
    public void Run_FunctionPointer_PassesChunkCountAndContext()
    {
        ThreadTeam.NumThreads = 2;
        var seen = new PinnedArray<int>(5);
        ThreadTeam.Run(5, &WriteCount, seen.Pointer);
        Assert.Equal([5, 5, 5, 5, 5], seen.Values);
    }

    [Fact]
    public void Run_NoChunks_DoesNothing()
    {
        var body = new ThrowAt { First = 0 };
        ThreadTeam.Run(ref body, 0);
    }

    [Fact]
    public void Run_MoreChunksThanTheTicketHolds_Throws()
    {
        var body = new ThrowAt { First = int.MaxValue };
        Assert.Throws<ArgumentOutOfRangeException>(() => ThreadTeam.Run(ref body, ThreadTeam.MaxChunks + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => ThreadTeam.Run(ref body, -1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Run_ChunksThrow_CallerGetsTheLowestChunksException(int numThreads)
    {
        ThreadTeam.NumThreads = numThreads;
        var body = new ThrowAt { First = 3 };
        for (var i = 0; i < 200; i++)
        {
            var failure = Assert.Throws<InvalidOperationException>(() => ThreadTeam.Run(ref body, 8));
            Assert.Equal("chunk 3", failure.Message);
        }
        var counts = new PinnedArray<int>(4);
        var next = new CountChunks { Counts = counts };
        ThreadTeam.Run(ref next, 4);
        Assert.Equal([1, 1, 1, 1], counts.Values);
    }

    [Fact]
    public void Run_FromInsideAChunk_RunsInline()
    {
        ThreadTeam.NumThreads = 2;
        var counts = new PinnedArray<int>(4 * 3);
        var body = new Nested { Counts = counts };
        for (var i = 0; i < 1000; i++) ThreadTeam.Run(ref body, 4);
        Assert.All(counts.Values, count => Assert.Equal(1000, count));
    }

    [Fact]
    public void Run_FromSeveralThreadsAtOnce_EachGetsItsWorkDone()
    {
        ThreadTeam.NumThreads = 3;
        var totals = new int[4];
        var callers = Enumerable.Range(0, 4).Select(caller => new Thread(() =>
        {
            var counts = new PinnedArray<int>(6);
            var body = new CountChunks { Counts = counts };
            for (var i = 0; i < 2000; i++) ThreadTeam.Run(ref body, 6);
            totals[caller] = counts.Values.All(count => count == 2000) ? 1 : 0;
        })).ToArray();
        foreach (var thread in callers) thread.Start();
        foreach (var thread in callers) thread.Join();
        Assert.Equal([1, 1, 1, 1], totals);
    }

    [Fact]
    public void Run_SingleThreadedCaller_StaysOnItsThread()
    {
        ThreadTeam.NumThreads = 3;
        var threads = new PinnedArray<int>(50);
        var body = new NoteThread { Threads = threads };
        ThreadTeam.IsSingleThreaded = true;
        try
        {
            ThreadTeam.Run(ref body, 50);
        }
        finally
        {
            ThreadTeam.IsSingleThreaded = false;
        }
        Assert.All(threads.Values, id => Assert.Equal(Environment.CurrentManagedThreadId, id));
    }

    [Fact]
    public void Run_AfterWorkersWentToSleep_WakesThem()
    {
        ThreadTeam.NumThreads = 2;
        var counts = new PinnedArray<int>(8);
        var body = new CountChunks { Counts = counts };
        for (var i = 0; i < 20; i++)
        {
            ThreadTeam.Run(ref body, 8);
            Thread.Sleep(5);
        }
        Assert.All(counts.Values, count => Assert.Equal(20, count));
    }

    [Fact]
    public void Run_SteadyState_AllocatesNothing()
    {
        ThreadTeam.NumThreads = 2;
        var counts = new PinnedArray<int>(4);
        var body = new CountChunks { Counts = counts };
        ThreadTeam.Run(ref body, 4);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) ThreadTeam.Run(ref body, 4);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Run_SystemRefusesAThread_DoesEveryChunkWithFewerAndAsksNoMore()
    {
        var (numWorkers, asked) = (ThreadTeam.NumWorkers, 0);
        ThreadTeam.NumThreads = 1 + numWorkers + 3;
        ThreadTeam.Starter = thread =>
        {
            if (++asked > 1) throw new OutOfMemoryException();
            thread.Start();
        };
        var counts = new PinnedArray<int>(300);
        var body = new CountChunks { Counts = counts };
        for (var i = 0; i < 100; i++) ThreadTeam.Run(ref body, 300);
        Assert.All(counts.Values, count => Assert.Equal(100, count));
        Assert.Equal((2, numWorkers + 1), (asked, ThreadTeam.NumWorkers));

        ThreadTeam.NumThreads = 1 + numWorkers + 3;
        ThreadTeam.Run(ref body, 300);
        Assert.Equal((3, numWorkers + 1), (asked, ThreadTeam.NumWorkers));
        Assert.All(counts.Values, count => Assert.Equal(101, count));
    }

    [Fact]
    public void Run_StarterThrowsAnythingElse_LeavesNothingBehindAndTheNextRunIsWhole()
    {
        ThreadTeam.NumThreads = 1 + ThreadTeam.NumWorkers + 1;
        ThreadTeam.Starter = _ => throw new InvalidOperationException("no");
        var counts = new PinnedArray<int>(300);
        var body = new CountChunks { Counts = counts };
        Assert.Throws<InvalidOperationException>(() => ThreadTeam.Run(ref body, 300));
        Assert.All(counts.Values, count => Assert.Equal(0, count));

        ThreadTeam.Starter = _starter;
        ThreadTeam.Run(ref body, 300);
        Assert.All(counts.Values, count => Assert.Equal(1, count));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(257)]
    public void NumThreads_OutOfRange_Throws(int value) => Assert.Throws<ArgumentOutOfRangeException>(() => ThreadTeam.NumThreads = value);

    private static void WriteCount(int chunk, int numChunks, void* context) => ((int*)context)[chunk] = numChunks;

    private struct CountChunks : IChunkBody
    {
        public int* Counts;

        public readonly void Invoke(int chunk, int numChunks) => Interlocked.Increment(ref Counts[chunk]);
    }

    private struct ThrowAt : IChunkBody
    {
        public int First;

        public readonly void Invoke(int chunk, int numChunks)
        {
            if (chunk >= First) throw new InvalidOperationException($"chunk {chunk}");
        }
    }

    private struct Nested : IChunkBody
    {
        public int* Counts;

        public readonly void Invoke(int chunk, int numChunks)
        {
            var inner = new CountChunks { Counts = Counts + 3 * chunk };
            ThreadTeam.Run(ref inner, 3);
        }
    }

    private struct NoteThread : IChunkBody
    {
        public int* Threads;

        public readonly void Invoke(int chunk, int numChunks) => Threads[chunk] = Environment.CurrentManagedThreadId;
    }
}
