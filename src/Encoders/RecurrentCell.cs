namespace GraphSeq.Encoders;

/// <summary>The recurrent layer of a <see cref="ConvRnnEncoder"/>.</summary>
public enum RecurrentCell
{
    /// <summary>Long short-term memory, as PyTorch's <c>nn.LSTM</c>.</summary>
    Lstm,

    /// <summary>Gated recurrent unit, as PyTorch's <c>nn.GRU</c> (the reset gate acts on <c>W_hn h + b_hn</c>).</summary>
    Gru,

    /// <summary><c>h' = tanh(W_ih x + b_ih + W_hh h + b_hh)</c>.</summary>
    RnnTanh,

    /// <summary><c>h' = relu(W_ih x + b_ih + W_hh h + b_hh)</c>.</summary>
    RnnRelu,
}
