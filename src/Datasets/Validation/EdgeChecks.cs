namespace GraphSeq.Datasets;

/// <summary>Looks for what edges hardly mean: self-loops, an edge listed twice, an edge without its reverse where nearly all have one.</summary>
/// <param name="path">The file of the edges.</param>
/// <param name="log">Gets the problems; a strict one wants none of these.</param>
/// <param name="oneRowIsBothWays">True where a row stands for both directions, so that no reverse is expected.</param>
/// <param name="expectReverse">True where every edge must have its reverse, however many lack it.</param>
internal sealed class EdgeChecks(string path, ProblemLog log, bool oneRowIsBothWays, bool expectReverse = false)
{
    private const double MostlyUndirected = 0.5;
    private readonly Dictionary<(int Source, int Target), long> _lines = [];

    /// <summary>Share of the edges between two nodes whose reverse is there as well; 1 where there are none.</summary>
    public double ReverseShare { get; private set; } = 1;

    /// <summary>Takes an edge in.</summary>
    public void Add(long line, int source, int target)
    {
        if (!log.IsCollecting) return;
        if (!_lines.TryAdd((source, target), line))
            log.Warn(path, line, "duplicate-edge",
                $"the edge stands in the file already, on line {_lines[(source, target)]}. Remove one of the two, or keep both if they are meant.", Fix.Drop);
        else if (source == target) log.Warn(path, line, "self-loop",
            "the edge joins a node to itself. Layers add self-loops where they need them; remove it, or keep it if it is meant.", Fix.Drop);
    }

    /// <summary>Looks at all edges together.</summary>
    public void Finish()
    {
        if (!log.IsCollecting || oneRowIsBothWays) return;
        var between = _lines.Keys.Where(edge => edge.Source != edge.Target).ToArray();
        var oneWay = between.Where(edge => !_lines.ContainsKey((edge.Target, edge.Source))).OrderBy(edge => _lines[edge]).ToArray();
        if (between.Length > 0) ReverseShare = 1 - oneWay.Length / (double)between.Length;
        if (oneWay.Length == 0 || (ReverseShare < MostlyUndirected && !expectReverse)) return;          // directed, and meant so
        foreach (var edge in oneWay)
            log.Warn(path, _lines[edge], "missing-reverse", "the edge's reverse is not in the file. Add it, if edges go both ways.", Fix.Mirror);
    }
}
