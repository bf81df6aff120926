using System.Diagnostics;
using GraphSeq.Benchmarks.Output;

namespace GraphSeq.Benchmarks;

/// <summary>Times of repeated runs.</summary>
internal static class Stopwatches
{
    /// <summary>The shortest of several runs, in seconds, after one that is not counted.</summary>
    public static double Best(int runs, Action run) => Times(runs, run).Min();

    /// <summary>The median of several runs, in seconds, after one that is not counted.</summary>
    public static double Median(int runs, Action run) => Spread.Of(Times(runs, run)).Median;

    /// <summary>The medians of two actions run in turns, in seconds, after one turn that is not counted: what slows the machine meets both.</summary>
    public static (double First, double Second) MediansInTurns(int turns, Action first, Action second)
    {
        var (firsts, seconds) = (new double[turns], new double[turns]);
        for (var i = -1; i < turns; i++)
        {
            var (a, b) = (Time(first), Time(second));
            if (i >= 0) (firsts[i], seconds[i]) = (a, b);
        }
        return (Spread.Of(firsts).Median, Spread.Of(seconds).Median);
    }

    private static double[] Times(int runs, Action run)
    {
        run();
        var times = new double[runs];
        for (var i = 0; i < runs; i++) times[i] = Time(run);
        return times;
    }

    private static double Time(Action run)
    {
        var start = Stopwatch.GetTimestamp();
        run();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
