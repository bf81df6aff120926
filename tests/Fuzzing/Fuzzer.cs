using System.Diagnostics;
using System.Globalization;
using GraphSeq.Graph;
using Xunit.Sdk;

namespace GraphSeq.Tests.Fuzzing;

/// <summary>Changes sound inputs and gives them to a reader: it must read or refuse them as documented, in bounds of time and memory.</summary>
/// <remarks>A mutant depends on the seed and its number alone, so a failure comes again with them. <c>GRAPHSEQ_FUZZ_TIMES=20</c> tries twenty times as
/// many; <c>GRAPHSEQ_FUZZ_SEED</c> tries others.</remarks>
internal static class Fuzzer
{
    private const int MostChanges = 3;

    // Only a guard: what loops is ended by the bytes it reads.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(2);

    public static FuzzTally Run(FuzzTarget target, long seed)
    {
        seed = Setting("GRAPHSEQ_FUZZ_SEED") ?? seed;
        var state = new State(target, seed, checked((int)(target.Mutants * (Setting("GRAPHSEQ_FUZZ_TIMES") ?? 1))));
        var thread = new Thread(state.Run) { IsBackground = true, Name = $"fuzz {target.Name}" };
        thread.Start();
        for (var at = -1; !thread.Join(LongestSilence); at = state.At)
            if (at == state.At) throw new XunitException($"{state.Where} does not come to an end.");
        state.Failure?.Throw();
        return state.Tally;
    }

    private static long? Setting(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? long.Parse(text, CultureInfo.InvariantCulture) : null;

    private sealed class State(FuzzTarget target, long seed, int mutants)
    {
        private readonly long _started = Stopwatch.GetTimestamp();
        private FuzzInput _input = new();
        private string _changes = "";
        private int _refused, _read;
        private long _mostAllocated;

        public volatile int At = -1;

        public System.Runtime.ExceptionServices.ExceptionDispatchInfo? Failure { get; private set; }

        public string Where => $"{target.Name}, seed {seed}, mutant {At}: {_changes}\n{_input}\n";

        public FuzzTally Tally => new(target.Name, seed, mutants, _refused, _read, _mostAllocated, Stopwatch.GetElapsedTime(_started).TotalSeconds);

        public void Run()
        {
            try
            {
                foreach (var sound in target.Corpus) Assert.True(target.Read(sound), $"{target.Name}: a sound input is declined.\n{sound}");
                for (var i = 0; i < mutants; i++) Try(i);
                target.AssertNothingLeft();
            }
            catch (Exception e)
            {
                Failure = System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(e);
            }
        }

        private void Try(int number)
        {
            var random = SplitMix64.ForStream(seed, number);
            _input = target.Corpus[random.NextInt(target.Corpus.Count)].Copy();
            _changes = "";
            for (var changes = 1 + random.NextInt(MostChanges); changes > 0; changes--) _changes += Mutator.Change(_input, target, ref random) + "; ";
            if (random.NextInt(2) == 0) target.Seal(_input);
            At = number;
            var before = GC.GetTotalAllocatedBytes(precise: true);
            try
            {
                if (target.Read(_input)) _read++;
                else _refused++;
            }
            catch (Exception e) when (target.IsDocumented(e))
            {
                _refused++;
                if (string.IsNullOrWhiteSpace(e.Message) || e.Message.Contains("   at ", StringComparison.Ordinal))
                    throw new XunitException($"{Where}The message says nothing, or too much: {e.Message}");
            }
            catch (Exception e)
            {
                throw new XunitException($"{Where}{e}");
            }
            var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
            _mostAllocated = Math.Max(_mostAllocated, allocated);
            var allowed = target.AllocationFloor + target.AllocationRatio * _input.Length;
            if (allocated > allowed) throw new XunitException($"{Where}Reading {_input.Length} bytes allocated {allocated}, more than {allowed}.");
        }
    }
}
