using System.Text.Json.Serialization;

namespace GraphSeq.Training;

/// <summary>What a regression minimises.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RegressionLoss>))]
public enum RegressionLoss
{
    /// <summary>Mean of <c>(p - y)^2</c>.</summary>
    [JsonStringEnumMemberName("mse")] MeanSquaredError,

    /// <summary>Mean of <c>|p - y|</c>, which outliers pull less.</summary>
    [JsonStringEnumMemberName("mae")] MeanAbsoluteError,
}
