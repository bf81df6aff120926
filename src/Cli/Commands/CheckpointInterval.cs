using System.Globalization;

namespace GraphSeq.Cli.Commands;

/// <summary>How often a run is saved within an epoch: every so many steps (<c>200</c>), or so much time (<c>90s</c>, <c>5m</c>).</summary>
internal sealed record CheckpointInterval(int? Steps, double? Minutes)
{
    public const string Default = "5m";

    /// <exception cref="BadInputException">The text is none of these.</exception>
    public static CheckpointInterval Parse(string text)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var steps) && steps >= 1) return new CheckpointInterval(steps, null);
        if (text.Length > 1 && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) && amount > 0)
        {
            if (text[^1] == 's') return new CheckpointInterval(null, amount / 60);
            if (text[^1] == 'm') return new CheckpointInterval(null, amount);
        }
        throw new BadInputException($"--checkpoint-every is '{text}' but must be a number of steps (200) or a time (90s, 5m).");
    }
}
