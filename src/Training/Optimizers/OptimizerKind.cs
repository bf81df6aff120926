using System.Text.Json.Serialization;

namespace GraphSeq.Training.Optimizers;

/// <summary>The rule by which gradients become steps.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OptimizerKind>))]
public enum OptimizerKind
{
    /// <summary>Adam; weight decay is added to the gradient (PyTorch's <c>Adam</c>).</summary>
    [JsonStringEnumMemberName("adam")] Adam,

    /// <summary>Adam with decoupled weight decay (PyTorch's <c>AdamW</c>).</summary>
    [JsonStringEnumMemberName("adamw")] AdamW,

    /// <summary>Gradient descent with momentum (PyTorch's <c>SGD</c>).</summary>
    [JsonStringEnumMemberName("sgd")] Sgd,
}
