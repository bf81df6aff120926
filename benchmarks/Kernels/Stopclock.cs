using System.Diagnostics;

namespace GraphSeq.Benchmarks.Kernels;

/// <summary>Times two ways of doing one thing, in turns, so that a disturbance of the machine meets both.</summary>
internal static class Stopclock
{
    private const double SecondsPerSample = 0.004;
    private const int Samples = 15;

    /// <summary>How comparisons are made; starts as the best time of each side and their ratio, printed.</summary>
    public static Action<string, Action, Action> Way { get; set; } = PrintBest;

    /// <summary>Compares two ways of doing one thing.</summary>
    public static void Compare(string what, Action reference, Action ours) => Way(what, reference, ours);

    private static void PrintBest(string what, Action reference, Action ours)
    {
        var (referenceCalls, ourCalls) = (CallsPerSample(reference), CallsPerSample(ours));
        var (referenceBest, ourBest) = (double.MaxValue, double.MaxValue);
        for (var i = 0; i < Samples; i++)
        {
            referenceBest = Math.Min(referenceBest, Sample(reference, referenceCalls));
            ourBest = Math.Min(ourBest, Sample(ours, ourCalls));
        }
        var ratio = referenceBest / ourBest;
        Console.WriteLine($"{what,-58} libtorch {referenceBest * 1e6,10:F1} us   ours {ourBest * 1e6,10:F1} us   ratio {ratio,6:F2}");
    }

    private static int CallsPerSample(Action action)
    {
        action();
        action();
        return (int)Math.Clamp(SecondsPerSample / Sample(action, 1), 1, 10_000);
    }

    private static double Sample(Action action, int calls)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < calls; i++) action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds / calls;
    }
}
