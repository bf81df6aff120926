namespace GraphSeq.Models;

/// <summary>Finds the names that a mistyped one may have meant.</summary>
internal static class NearestName
{
    /// <summary>" Did you mean X or Y?", or nothing when no known name is near.</summary>
    public static string Suggest(string name, IEnumerable<string> known)
    {
        var near = Find(name, known);
        return near.Count == 0 ? "" : $" Did you mean {string.Join(" or ", near)}?";
    }

    /// <summary>Known names, the nearest first, that differ from the given one by no more than a third of its letters; at most three.</summary>
    public static IReadOnlyList<string> Find(string name, IEnumerable<string> known)
    {
        var limit = Math.Max(1, name.Length / 3);
        return [.. known.Select(candidate => (candidate, distance: Distance(name, candidate)))
            .Where(found => found.distance <= limit || (name.Length >= 3 && found.candidate.Contains(name, StringComparison.OrdinalIgnoreCase)))
            .OrderBy(found => found.distance).ThenBy(found => found.candidate, StringComparer.Ordinal)
            .Select(found => found.candidate).Take(3)];
    }

    /// <summary>Letters to insert, delete, change or swap with their neighbour to turn one name into the other; upper and lower case are one.</summary>
    private static int Distance(string a, string b)
    {
        var cost = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    cost[i, j] = i + j;
                    continue;
                }
                var same = Same(a[i - 1], b[j - 1]);
                cost[i, j] = Math.Min(Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1, cost[i - 1, j - 1] + (same ? 0 : 1));
                if (i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1])) cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
            }
        return cost[a.Length, b.Length];
    }

    private static bool Same(char a, char b) => char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}
