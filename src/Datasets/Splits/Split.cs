namespace GraphSeq.Datasets;

/// <summary>Which graphs train a model, which choose it and which judge it; positions in the set, counted from 0.</summary>
/// <param name="Train">Graphs to learn from.</param>
/// <param name="Validation">Graphs to choose by; may be empty.</param>
/// <param name="Test">Graphs to judge by; may be empty.</param>
public sealed record Split(IReadOnlyList<int> Train, IReadOnlyList<int> Validation, IReadOnlyList<int> Test)
{
    /// <summary>Checks that every position is a graph of the set and none comes twice.</summary>
    /// <param name="numGraphs">Graphs in the set.</param>
    /// <exception cref="ArgumentException">One is not, or comes twice.</exception>
    public void Validate(int numGraphs)
    {
        if (FindProblem(numGraphs) is { } problem) throw new ArgumentException($"Split: {problem}");
    }

    internal string? FindProblem(int numGraphs)
    {
        var partOf = new string?[numGraphs];
        foreach (var (part, graphs) in new[] { ("train", Train), ("validation", Validation), ("test", Test) })
            foreach (var graph in graphs)
            {
                if (graph < 0 || graph >= numGraphs) return $"graph {graph} of the {part} part is not in [0, {numGraphs}). Positions count from 0.";
                if (partOf[graph] is { } other) return $"graph {graph} is in the {part} part and in the {other} part; it must be in one, once.";
                partOf[graph] = part;
            }
        return null;
    }
}
