using GraphSeq.Datasets;
using GraphSeq.Models;

namespace GraphSeq.Training;

/// <summary>Whether a model gives a row for each of what a set's targets belong to.</summary>
internal static class TargetFit
{
    /// <summary>What a model's rows belong to.</summary>
    public static TargetLevel LevelOf(SequenceGraphModelOptions options) => (options.PerStep, options.Readout) switch
    {
        (false, ReadoutKind.None) => TargetLevel.Node,
        (false, _) => TargetLevel.Graph,
        (true, ReadoutKind.None) => TargetLevel.NodeStep,
        (true, _) => TargetLevel.Step,
    };

    /// <summary>Makes sure that the model learns from the set's targets, if it has any.</summary>
    /// <exception cref="ArgumentException">Its rows belong to something else; the message says what to change.</exception>
    public static void Require(SequenceGraphModelOptions options, GraphDataset dataset)
    {
        var (given, wanted) = (LevelOf(options), dataset.Targets.Level);
        if (dataset.Targets.Task == TaskKind.None || given == wanted) return;
        var (nodes, steps) = (wanted is TargetLevel.Node or TargetLevel.NodeStep, wanted is TargetLevel.Step or TargetLevel.NodeStep);
        List<string> changes = [];
        if (nodes && options.Readout != ReadoutKind.None) changes.Add("Readout to none (--readout none)");
        if (!nodes && options.Readout == ReadoutKind.None) changes.Add("Readout to another than none (such as --readout mean)");
        if (steps != options.PerStep) changes.Add($"PerStep to {(steps ? "true" : "false")}");
        throw new ArgumentException(
            $"The model gives a row for every {Name(given)}, but {dataset.Name} has targets for every {Name(wanted)}. Set {string.Join(" and ", changes)}.",
            nameof(options));
    }

    private static string Name(TargetLevel level) => level switch
    {
        TargetLevel.Graph => "graph",
        TargetLevel.Node => "node",
        TargetLevel.Step => "step",
        _ => "node at every step",
    };
}
