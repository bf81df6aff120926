using System.Globalization;

namespace GraphSeq.Datasets;

/// <summary>What a reader finds wrong: thrown at once, or collected with the repairs there are for it.</summary>
internal sealed class ProblemLog
{
    private readonly int _shownPerKind;
    private readonly List<DataProblem> _shown = [];
    private readonly Dictionary<(string Path, string Kind), ProblemCount> _counts = [];
    private readonly Dictionary<string, SortedDictionary<long, List<Fix>>> _fixes = [];
    private static readonly SortedDictionary<long, List<Fix>> EmptyFixes = [];
    private readonly bool _throws;

    private ProblemLog(bool throws, int shownPerKind) => (_throws, _shownPerKind) = (throws, shownPerKind);

    /// <summary>The first error is thrown; warnings are nothing.</summary>
    public static ProblemLog Strict() => new(true, 0);

    /// <summary>Everything is collected; of each kind and file so many are kept in full, all are counted.</summary>
    public static ProblemLog Collecting(int shownPerKind) => new(false, shownPerKind);

    public bool IsCollecting => !_throws;

    public bool HasErrors { get; private set; }

    public IReadOnlyList<DataProblem> Shown => _shown;

    public IReadOnlyList<ProblemCount> Counts => [.. _counts.Values];

    /// <summary>Something that keeps the set from being read.</summary>
    /// <exception cref="DatasetFormatException">The log is strict.</exception>
    public void Error(string path, long line, string kind, string message, Fix? fix = null)
    {
        if (_throws) throw new DatasetFormatException(path, line, message);
        HasErrors = true;
        Add(new DataProblem(path, line, kind, message, fix?.Describe(), IsError: true), fix);
    }

    /// <summary>Something that the reader gets over, but that is hardly meant.</summary>
    public void Warn(string path, long line, string kind, string message, Fix? fix = null)
    {
        if (!_throws) Add(new DataProblem(path, line, kind, message, fix?.Describe(), IsError: false), fix);
    }

    /// <summary>An error that ended the reading of a file or the set.</summary>
    public void Add(DatasetFormatException e)
    {
        HasErrors = true;
        Add(new DataProblem(e.Path, e.Line, "unreadable", e.Problem, null, IsError: true), null);
    }

    /// <summary>What a copy with all repairs made differs in.</summary>
    public IEnumerable<string> Changes() => _counts.Values.Where(count => count.Repair is not null)
        .Select(count => string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(count.Path)}: {count.Count} × {count.Kind}: {count.Repair}"));

    /// <summary>Repairs of a file, by line.</summary>
    public IReadOnlyDictionary<long, List<Fix>> FixesOf(string path) => _fixes.TryGetValue(path, out var fixes) ? fixes : EmptyFixes;

    private void Add(DataProblem problem, Fix? fix)
    {
        var key = (problem.Path, problem.Kind);
        var before = _counts.TryGetValue(key, out var known) ? known : new ProblemCount(problem.Path, problem.Kind, 0, problem.IsError, problem.Repair);
        _counts[key] = before with { Count = before.Count + 1 };
        if (before.Count < _shownPerKind) _shown.Add(problem);
        if (fix is null) return;
        if (!_fixes.TryGetValue(problem.Path, out var lines)) _fixes[problem.Path] = lines = [];
        if (!lines.TryGetValue(problem.Line, out var fixes)) lines[problem.Line] = fixes = [];
        fixes.Add(fix);
    }
}
