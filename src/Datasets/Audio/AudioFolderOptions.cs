using System.Text.RegularExpressions;

namespace GraphSeq.Datasets;

/// <summary>How <see cref="AudioFolder"/> finds classes. Immutable; vary a copy with <c>with</c>.</summary>
public sealed record AudioFolderOptions
{
    /// <summary>File with a header <c>file,label</c> or <c>file,label,group</c>, relative to the folder; where it exists, it alone says which files are
    /// read. Default: <c>labels.csv</c>.</summary>
    public string LabelsFile { get; init; } = "labels.csv";

    /// <summary>Pattern of file names, without folder and extension, with the groups <c>label</c> and, if wanted, <c>group</c>; it must match the whole
    /// name. Used where there is no labels file and the WAV files lie in the folder itself. Default: <c>label_group_anything</c>.</summary>
    public string NamePattern { get; init; } = "(?<label>[^_]+)(_(?<group>[^_]+))?(_.*)?";

    /// <summary>Name of the set; null for the folder's.</summary>
    public string? Name { get; init; }

    internal Regex Validate()
    {
        List<string> problems = [];
        Regex? pattern = null;
        if (LabelsFile.Length == 0) problems.Add("LabelsFile is empty.");
        try
        {
            pattern = new Regex($"^(?:{NamePattern})$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
            if (!pattern.GetGroupNames().Contains("label")) problems.Add($"NamePattern '{NamePattern}' has no group (?<label>...).");
        }
        catch (ArgumentException e)
        {
            problems.Add($"NamePattern '{NamePattern}' is no regular expression: {e.Message}");
        }
        if (problems.Count > 0) throw new ArgumentException($"AudioFolderOptions: {string.Join(" ", problems)}");
        return pattern!;
    }
}
