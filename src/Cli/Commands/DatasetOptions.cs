using System.CommandLine;
using GraphSeq.Datasets;

namespace GraphSeq.Cli.Commands;

/// <summary>The options that say where a data set is and how it is read; the same for every command that reads one.</summary>
internal sealed class DatasetOptions
{
    private static readonly Dictionary<string, MissingFeatures> MissingFeatureNames = new(StringComparer.Ordinal)
    {
        ["none"] = MissingFeatures.None,
        ["constant"] = MissingFeatures.Constant,
        ["degree"] = MissingFeatures.DegreeOneHot,
    };

    private readonly string _missingDefault;

    private readonly Option<string?> _folder = new("--data")
    {
        HelpName = "DIR",
        Description = "Folder to look in first: the set's own, or one that holds NAME/ or NAME.zip. Then GRAPHSEQ_DATA, the cache, the TU collection.",
    };

    private readonly Option<bool> _offline = new("--offline") { Description = "Never download." };

    private readonly Option<bool> _noCache = new("--no-cache") { Description = "Read the text even where a binary cache of it is at hand." };

    private readonly Option<string> _missing;

    /// <param name="missingDefault">Features of nodes that have none, unless the user says otherwise.</param>
    public DatasetOptions(string missingDefault = "none")
    {
        _missingDefault = missingDefault;
        _missing = new Option<string>("--missing-features")
        {
            HelpName = "KIND",
            Description = "Features of nodes that have none: none, constant or degree (one-hot).",
            DefaultValueFactory = _ => _missingDefault,
        };
    }

    public void AddTo(Command command)
    {
        command.Add(_folder);
        command.Add(_offline);
        command.Add(_noCache);
        command.Add(_missing);
    }

    public Task<GraphDataset> LoadAsync(ParseResult parsed, string name, CancellationToken cancellationToken, bool withSeries = false) =>
        DatasetSource.LoadAsync(name, Read(parsed), cancellationToken, withSeries);

    /// <summary>Where and how to read.</summary>
    /// <exception cref="BadInputException">A name is not known.</exception>
    public TUDatasetOptions Read(ParseResult parsed) => new()
    {
        Folder = parsed.GetValue(_folder),
        Download = !parsed.GetValue(_offline),
        UseCache = !parsed.GetValue(_noCache),
        MissingFeatures = KnownNames.Require("kind of missing features", parsed.GetRequiredValue(_missing), MissingFeatureNames),
    };
}
