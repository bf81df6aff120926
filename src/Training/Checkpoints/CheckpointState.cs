using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace GraphSeq.Training.Checkpoints;

/// <summary>What stands in a checkpoint's JSON; the tensors lie in the safetensors file that it names.</summary>
/// <param name="Format">Version of the layout.</param>
/// <param name="Identity">What the run is: versions, hashes of data and split, and the training options. All must be met to take it up.</param>
/// <param name="Epochs">Epochs completed.</param>
/// <param name="EpochSteps">Steps done of the epoch at hand; null between epochs.</param>
/// <param name="EpochRows">Rows they were of.</param>
/// <param name="EpochLossSum">Their losses, times their rows.</param>
/// <param name="OutputWidth">Columns of the outputs seen in the epoch at hand.</param>
/// <param name="OptimizerSteps">Steps done in all; with the seed it stands for every random state, as each step is seeded by its number.</param>
/// <param name="LearningRate">Step size of the last step.</param>
/// <param name="BestEpoch">Best epoch so far; 0 before any.</param>
/// <param name="BestScore">What it scored.</param>
/// <param name="AveragedEpochs">Epochs in the mean of weights.</param>
/// <param name="History">Every epoch completed.</param>
/// <param name="Tensors">Name of the file with the tensors.</param>
/// <param name="TensorsHash">SHA-256 of that file.</param>
internal sealed record CheckpointState(
    int Format, JsonObject Identity, int Epochs, int? EpochSteps, int EpochRows, double EpochLossSum, int OutputWidth, long OptimizerSteps,
    double LearningRate, int BestEpoch, double BestScore, int AveragedEpochs, IReadOnlyList<EpochRecord> History, string Tensors, string TensorsHash)
{
    public const int CurrentFormat = 1;

    /// <summary>Numbers read back as the same bits, those that are not finite too.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        WriteIndented = true,
    };
}
