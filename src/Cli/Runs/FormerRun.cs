using System.Text.RegularExpressions;
using GraphSeq.Models;

namespace GraphSeq.Cli.Runs;

/// <summary>What an earlier run left in a folder. It goes before another run starts there, so that no model stands beside the split of another; files
/// that GraphSeq does not write stay.</summary>
internal static partial class FormerRun
{
    /// <summary>Files by folder within the run's; an empty name is the run's folder itself.</summary>
    private static readonly (string Folder, Func<string, bool> IsOurs)[] Contents =
    [
        (RunFolder.ModelName, name => name is ModelFile.WeightsName or ModelFile.DescriptionName),
        (RunFolder.CheckpointName, name => Checkpoint().IsMatch(name)),
        (RunFolder.ExplanationName, name => Explanation().IsMatch(name)),
        (RunFolder.PlotsName, name => TrainingPage.Pictures.Contains(Path.GetFileNameWithoutExtension(name)) && Path.GetExtension(name) == ".png"),
        (RunFolder.EventsName, name => name.StartsWith("events.out.tfevents.", StringComparison.Ordinal)),
        ("", name => name is RunFolder.MetricsName or RunFolder.PageName or RunFolder.CurveName),
    ];

    /// <summary>Removes it, the report last: a folder without one holds no run, and what then is left goes the next time.</summary>
    /// <param name="path">The folder; without a report or a model nothing in it is touched.</param>
    public static void Remove(string path)
    {
        var report = Path.Combine(path, RunFolder.ReportName);
        if (!File.Exists(report) && !File.Exists(Path.Combine(path, RunFolder.ModelName, ModelFile.DescriptionName))) return;
        foreach (var (name, isOurs) in Contents)
        {
            var folder = Path.Combine(path, name);
            if (!Directory.Exists(folder)) continue;
            foreach (var file in Directory.GetFiles(folder).Where(file => isOurs(Path.GetFileName(file)))) File.Delete(file);
            if (name.Length > 0 && !Directory.EnumerateFileSystemEntries(folder).Any()) Directory.Delete(folder);
        }
        File.Delete(report);
    }

    [GeneratedRegex(@"^\.?step-\d+-\d+\.(json|safetensors)")]
    private static partial Regex Checkpoint();

    [GeneratedRegex(@"^graph-\d+(\.json|\.html|-(gradients|mask)-[a-z-]+\.png)$")]
    private static partial Regex Explanation();
}
