using System.Collections.Concurrent;
using System.Globalization;

namespace GraphSeq.Tests.Fuzzing;

/// <summary>What became of a reader's mutants.</summary>
internal sealed record FuzzTally(string Reader, long Seed, int Mutants, int Refused, int Read, long MostAllocated, double Seconds)
{
    private static readonly ConcurrentDictionary<string, FuzzTally> Done = new();

    /// <summary>Keeps it for the report at the end of the run.</summary>
    public void Keep() => Done[Reader] = this;

    /// <summary>A line per reader and one of sums; empty where nothing was tried.</summary>
    public static IEnumerable<string> Report()
    {
        if (Done.IsEmpty) yield break;
        foreach (var tally in Done.Values.OrderBy(tally => tally.Reader, StringComparer.Ordinal)) yield return $"Fuzz: {tally}";
        yield return string.Create(CultureInfo.InvariantCulture,
            $"Fuzz: {Done.Values.Sum(tally => tally.Mutants)} mutants over {Done.Count} readers, {Done.Values.Sum(tally => tally.Refused)} refused, " +
            $"{Done.Values.Sum(tally => tally.Read)} read, {Done.Values.Sum(tally => tally.Seconds):0.0} s");
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Reader}: {Mutants} mutants of seed {Seed}, {Refused} refused, {Read} read, at most {MostAllocated / 1024} KiB allocated, {Seconds:0.0} s");
}
