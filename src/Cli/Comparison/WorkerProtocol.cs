using System.Text.Json;
using System.Text.Json.Serialization;
using GraphSeq.Datasets;
using GraphSeq.Training.Protocol;

namespace GraphSeq.Cli.Comparison;

/// <summary>What a worker is told first.</summary>
internal sealed record WorkerSetup(string Dataset, TUDatasetOptions Source);

/// <summary>What a worker answers to a job: the run, or what went wrong.</summary>
internal sealed record WorkerAnswer(FoldRun? Run, int Code = 0, string? Error = null)
{
    /// <summary>One JSON text a line, in both directions; numbers read back as the same bits.</summary>
    public static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };
}
