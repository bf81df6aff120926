using System.Globalization;

namespace GraphSeq.Training.Checkpoints;

/// <summary>The name of a checkpoint's files, without their extension: <c>step-00000120-000003</c>, with more digits where a number needs them.</summary>
/// <param name="Steps">Steps of the optimizer.</param>
/// <param name="Epochs">Epochs completed. Progress within an epoch and the epoch's end may be at one step: this tells them apart.</param>
internal readonly record struct CheckpointName(long Steps, int Epochs) : IComparable<CheckpointName>
{
    public const string Prefix = "step-";

    /// <summary>The name that a text is, if it is exactly what <see cref="ToString"/> writes; else null.</summary>
    public static CheckpointName? Parse(string text)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal) || text[Prefix.Length..].Split('-') is not [var steps, var epochs]) return null;
        if (!long.TryParse(steps, NumberStyles.None, CultureInfo.InvariantCulture, out var step)) return null;
        if (!int.TryParse(epochs, NumberStyles.None, CultureInfo.InvariantCulture, out var epoch)) return null;
        var name = new CheckpointName(step, epoch);
        return name.ToString() == text ? name : null;
    }

    public int CompareTo(CheckpointName other) => (Steps, Epochs).CompareTo((other.Steps, other.Epochs));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Steps:00000000}-{Epochs:000000}");
}
