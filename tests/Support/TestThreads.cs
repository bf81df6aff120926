using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Support;

/// <summary>Threads of tests.</summary>
internal static class TestThreads
{
    /// <summary>What a piece of work gives on several threads that begin it together.</summary>
    /// <param name="count">How many threads.</param>
    /// <param name="work">Gets the thread's number.</param>
    /// <exception cref="AggregateException">What threads threw.</exception>
    public static T[] AtOnce<T>(int count, Func<int, T> work)
    {
        using var gate = new Barrier(count);
        var results = new T[count];
        var failures = new Exception?[count];
        var threads = Enumerable.Range(0, count).Select(number => new Thread(() =>
        {
            gate.SignalAndWait();
            try
            {
                results[number] = work(number);
            }
            catch (Exception failure)
            {
                failures[number] = failure;
            }
        })).ToArray();
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        return failures.OfType<Exception>().ToArray() is { Length: > 0 } thrown ? throw new AggregateException(thrown) : results;
    }

    /// <summary>libtorch at one thread: its waiting threads spin, and tiny tensors on a busy machine then take a hundred times as long.</summary>
    [ModuleInitializer]
    internal static void UseOne() => set_num_threads(1);
}
