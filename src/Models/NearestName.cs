namespace GraphSeq.Models;

/// <summary>Finds what a mistyped name may have meant.</summary>
internal static class NearestName
{
    /// <summary>A sentence with the nearest names, starting with a blank; empty when none is near.</summary>
    public static string Hint(string name, IEnumerable<string> known)
    {
        var near = known.Select(candidate => (candidate, Distance: Distance(name.ToLowerInvariant(), candidate)))
            .Where(c => c.Distance <= Math.Max(2, c.candidate.Length / 3)).OrderBy(c => c.Distance).Take(3).Select(c => c.candidate).ToArray();
        return near.Length == 0 ? "" : $" Did you mean {string.Join(" or ", near)}?";
    }

    /// <summary>Levenshtein's distance: letters inserted, left out or exchanged.</summary>
    public static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }
        return row[^1];
    }
}
