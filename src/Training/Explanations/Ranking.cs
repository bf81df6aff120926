namespace GraphSeq.Training.Explanations;

/// <summary>Orders of importance.</summary>
internal static class Ranking
{
    /// <summary>Positions of the values, the largest first; of equal ones the first first.</summary>
    public static int[] Descending(IReadOnlyList<double> values) => [.. Enumerable.Range(0, values.Count).OrderByDescending(i => values[i])];
}
