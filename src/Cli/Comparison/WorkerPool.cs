using System.Collections.Concurrent;
using GraphSeq.Training.Protocol;

namespace GraphSeq.Cli.Comparison;

/// <summary>Does jobs in several processes of this tool at once, each computing with one thread. A job whose process died, for want of memory
/// perhaps, is done once more by another.</summary>
internal sealed class WorkerPool(WorkerSetup setup, int size, Action<string> complain) : IFoldRunner, IDisposable
{
    private readonly ConcurrentBag<WorkerProcess> _idle = [];

    /// <inheritdoc/>
    public IReadOnlyList<FoldRun> Run(IReadOnlyList<FoldJob> jobs, Action<FoldJob, FoldRun> done, CancellationToken cancellationToken)
    {
        var runs = new FoldRun[jobs.Count];
        var gate = new Lock();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var next = -1;
        Exception? failure = null;
        var threads = Enumerable.Range(0, Math.Min(size, jobs.Count)).Select(_ => new Thread(Work)).ToArray();
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        cancellationToken.ThrowIfCancellationRequested();
        if (failure is not null) throw failure;
        return runs;

        void Work()
        {
            if (!_idle.TryTake(out var worker)) worker = new WorkerProcess(setup);
            try
            {
                using var registration = stop.Token.Register(() => worker.Dispose());
                for (int i; !stop.IsCancellationRequested && (i = Interlocked.Increment(ref next)) < jobs.Count;)
                {
                    try
                    {
                        runs[i] = worker.Run(jobs[i]);
                    }
                    catch (WorkerLostException e) when (!stop.IsCancellationRequested)
                    {
                        lock (gate) complain($"{e.Message} It is done once more.");
                        worker.Dispose();
                        worker = new WorkerProcess(setup);
                        if (stop.IsCancellationRequested) worker.Dispose();     // whoever stops has disposed of the former only
                        runs[i] = worker.Run(jobs[i]);
                    }
                    lock (gate) done(jobs[i], runs[i]);
                }
                _idle.Add(worker);
            }
            catch (Exception e)
            {
                worker.Dispose();
                lock (gate) failure ??= e;                                      // the first; those of workers stopped for it follow
                stop.Cancel();
            }
        }
    }

    public void Dispose()
    {
        foreach (var worker in _idle) worker.Dispose();
    }
}
