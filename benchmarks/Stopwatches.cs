using System.Diagnostics;

namespace GraphSeq.Benchmarks;

/// <summary>Times of repeated runs.</summary>
internal static class Stopwatches
{
    /// <summary>The shortest of several runs, in seconds, after one that is not counted.</summary>
    public static double Best(int runs, Action run) => Times(runs, run).Min();

    /// <summary>The median of several runs, in seconds, after one that is not counted.</summary>
    public static double Median(int runs, Action run)
    {
        var times = Times(runs, run);
        Array.Sort(times);
        return times.Length % 2 == 1 ? times[times.Length / 2] : (times[times.Length / 2 - 1] + times[times.Length / 2]) / 2;
    }

    private static double[] Times(int runs, Action run)
    {
        run();
        var times = new double[runs];
        for (var i = 0; i < runs; i++)
        {
            var start = Stopwatch.GetTimestamp();
            run();
            times[i] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
        return times;
    }
}
