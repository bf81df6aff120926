using System.Text.Json.Serialization;

namespace GraphSeq.Training;

/// <summary>What decides which epoch is the best.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MonitoredQuantity>))]
public enum MonitoredQuantity
{
    /// <summary>The validation loss; lower is better.</summary>
    [JsonStringEnumMemberName("loss")] Loss,

    /// <summary>The task's main metric on the validation part (accuracy, or R² for regression); higher is better.</summary>
    [JsonStringEnumMemberName("metric")] Metric,
}
