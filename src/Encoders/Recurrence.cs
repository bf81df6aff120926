using GraphSeq.Graph;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GraphSeq.Encoders;

/// <summary>Makes and runs recurrent layers over <c>[N, T, F]</c>, with true lengths or without.</summary>
internal static class Recurrence
{
    /// <summary>The layer, its parameters named as PyTorch's.</summary>
    public static nn.Module Create(long inputSize, RecurrentOptions options)
    {
        var (hidden, layers, dropout, bidirectional) = (options.HiddenSize, options.NumLayers, options.Dropout, options.Bidirectional);
        if (options.ProjSize > 0) return new ProjectedLSTM(inputSize, options);
        return options.Kind switch
        {
            RecurrentKind.Lstm => nn.LSTM(inputSize, hidden, layers, options.Bias, batchFirst: true, dropout, bidirectional),
            RecurrentKind.Gru => nn.GRU(inputSize, hidden, layers, options.Bias, batchFirst: true, dropout, bidirectional),
            RecurrentKind.Rnn => nn.RNN(inputSize, hidden, layers, nn.NonLinearities.Tanh, options.Bias, batchFirst: true, dropout, bidirectional),
            RecurrentKind.ReluRnn => nn.RNN(inputSize, hidden, layers, nn.NonLinearities.ReLU, options.Bias, batchFirst: true, dropout, bidirectional),
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Kind, "There is no such recurrent layer."),
        };
    }

    /// <summary>Draws parameters as PyTorch does: uniform within <c>±1 / sqrt(hiddenSize)</c>.</summary>
    public static void ResetParameters(nn.Module layer, long hiddenSize, Generator? generator)
    {
        foreach (var parameter in layer.parameters()) Initialization.Uniform(parameter, 1 / Math.Sqrt(hiddenSize), generator);
    }

    /// <summary>Runs the layer; outputs behind a true length are 0 and the states are those at the last true step.</summary>
    /// <param name="layer">What <see cref="Create"/> made.</param>
    /// <param name="x">Steps, <c>[N, T, F]</c>.</param>
    /// <param name="lengths">True lengths; null when all are T.</param>
    /// <param name="hidden">First state, <c>[layers * directions, N, H]</c>; null for zeros.</param>
    /// <param name="cell">First cell state of an LSTM; null for zeros.</param>
    /// <returns>Outputs <c>[N, T, directions * H]</c> and the last states.</returns>
    public static (Tensor Output, Tensor Hidden, Tensor? Cell) Run(nn.Module layer, Tensor x, TrueLengths? lengths, Tensor? hidden = null, Tensor? cell = null)
    {
        if (layer is ProjectedLSTM projected) return projected.Run(x, lengths, hidden, cell);
        if (lengths is null)
            switch (layer)
            {
                case LSTM lstm: return lstm.call(x, hidden is null ? null : (hidden, cell!));
                case GRU gru: return WithoutCell(gru.call(x, hidden));
                case RNN rnn: return WithoutCell(rnn.call(x, hidden));
            }
        using var onHost = lengths!.Column(CPU).squeeze(1);
        using var packed = nn.utils.rnn.pack_padded_sequence(x, onHost, batch_first: true, enforce_sorted: false);
        var (steps, last, lastCell) = layer switch
        {
            LSTM lstm => lstm.call(packed, hidden is null ? null : (hidden, cell!)),
            GRU gru => WithoutCell(gru.call(packed, hidden)),
            RNN rnn => WithoutCell(rnn.call(packed, hidden)),
            _ => throw new ArgumentException($"Recurrence: {layer.GetName()} is no recurrent layer.", nameof(layer)),
        };
        using (steps)
        {
            var (output, _) = nn.utils.rnn.pad_packed_sequence(steps, batch_first: true, padding_value: 0, total_length: x.shape[1]);
            return (output, last, lastCell);
        }
    }

    private static (T, Tensor, Tensor?) WithoutCell<T>((T Output, Tensor Hidden) result) => (result.Output, result.Hidden, null);
}
