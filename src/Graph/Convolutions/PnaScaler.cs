namespace GraphSeq.Graph.Convolutions;

/// <summary>A factor of <see cref="PNAConv"/> by a node's degree d, beside the training set's mean degree <c>m</c> and mean <c>l</c> of
/// <c>log(d + 1)</c>.</summary>
public enum PnaScaler
{
    /// <summary>1.</summary>
    Identity,

    /// <summary><c>log(d + 1) / l</c>.</summary>
    Amplification,

    /// <summary><c>l / log(d + 1)</c>, d at least 1.</summary>
    Attenuation,

    /// <summary><c>d / m</c>.</summary>
    Linear,

    /// <summary><c>m / d</c>, d at least 1.</summary>
    InverseLinear,
}
