namespace GraphSeq.Encoders;

/// <summary>The recurrent layer behind the convolutions.</summary>
public enum RecurrentKind
{
    /// <summary><c>h_t = tanh(W x_t + U h_t-1 + b)</c>.</summary>
    Rnn,

    /// <summary>As <see cref="Rnn"/>, with max(·, 0) in place of tanh.</summary>
    ReluRnn,

    /// <summary>Long short-term memory.</summary>
    Lstm,

    /// <summary>Gated recurrent unit.</summary>
    Gru,
}
