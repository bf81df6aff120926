using System.Text.Json;
using System.Text.Json.Serialization;
using GraphSeq.Datasets;
using GraphSeq.Models;
using GraphSeq.Training;

namespace GraphSeq.Cli.Runs;

/// <summary>Everything a run was started with, resolved: enough to start it once more, or to take it up.</summary>
internal sealed record RunConfig
{
    /// <summary>Numbers read back as the same bits; an option that is not known here is an error.</summary>
    public static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    public required string Dataset { get; init; }
    public required TUDatasetOptions Source { get; init; }
    public required string DataHash { get; init; }
    public required string Preset { get; init; }
    public required SequenceGraphModelOptions Model { get; init; }
    public required TrainerOptions Trainer { get; init; }
    public required string Command { get; init; }
    public required DateTime Started { get; init; }

    /// <summary>Minutes between checkpoints within an epoch; null for none by time.</summary>
    public double? CheckpointMinutes { get; init; }

    /// <summary>Steps between checkpoints within an epoch; null for none by steps.</summary>
    public int? CheckpointSteps { get; init; }
}
