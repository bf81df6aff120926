namespace GraphSeq.Encoders;

/// <summary>The function applied element by element after a convolution, with PyTorch's default parameters.</summary>
public enum Activation
{
    /// <summary>The value itself.</summary>
    None,

    /// <summary><c>max(0, x)</c>.</summary>
    Relu,

    /// <summary><c>x</c> above zero, <c>0.01 x</c> below.</summary>
    LeakyRelu,

    /// <summary><c>x</c> above zero, <c>exp(x) - 1</c> below.</summary>
    Elu,

    /// <summary><c>x Φ(x)</c>, Φ the standard normal distribution function.</summary>
    Gelu,

    /// <summary><c>x · sigmoid(x)</c>.</summary>
    Silu,

    /// <summary><c>tanh(x)</c>.</summary>
    Tanh,

    /// <summary><c>1 / (1 + exp(-x))</c>.</summary>
    Sigmoid,
}
