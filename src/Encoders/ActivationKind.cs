namespace GraphSeq.Encoders;

/// <summary>The function behind a convolution.</summary>
public enum ActivationKind
{
    /// <summary>None.</summary>
    None,

    /// <summary><c>max(x, 0)</c>.</summary>
    Relu,

    /// <summary><c>x Φ(x)</c>, Φ the normal distribution function.</summary>
    Gelu,

    /// <summary><c>x</c> above 0, <c>exp(x) - 1</c> below.</summary>
    Elu,

    /// <summary>Hyperbolic tangent.</summary>
    Tanh,
}
