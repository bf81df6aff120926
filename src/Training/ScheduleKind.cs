using System.Text.Json.Serialization;

namespace GraphSeq.Training;

/// <summary>How the learning rate moves over a run.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ScheduleKind>))]
public enum ScheduleKind
{
    /// <summary>It stays.</summary>
    [JsonStringEnumMemberName("constant")] Constant,

    /// <summary>It is multiplied by a factor every few epochs (PyTorch's <c>StepLR</c>).</summary>
    [JsonStringEnumMemberName("step")] Step,

    /// <summary>Half a cosine from the peak to 0 (PyTorch's <c>CosineAnnealingLR</c> with a step per batch).</summary>
    [JsonStringEnumMemberName("cosine")] Cosine,

    /// <summary>Up to the peak and down to almost 0, on cosines (PyTorch's <c>OneCycleLR</c>); momentum moves the other way.</summary>
    [JsonStringEnumMemberName("one-cycle")] OneCycle,
}
