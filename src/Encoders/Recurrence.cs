using GraphSeq.Graph.Autograd;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GraphSeq.Encoders;

/// <summary>A recurrent layer and the one place where it is computed. Not a module itself, so that <see cref="Module"/> keeps PyTorch's keys.</summary>
internal sealed class Recurrence
{
    private readonly bool _bidirectional;
    private readonly RecurrentCell _cell;
    private readonly long _directionSize;
    private readonly RecurrentKernels? _kernels;

    public Recurrence(RecurrentCell cell, long inputSize, long hiddenSize, int numLayers = 1, bool bidirectional = false, bool bias = true,
        double dropout = 0, long projSize = 0)
    {
        (_cell, _bidirectional, _directionSize) = (cell, bidirectional, projSize > 0 ? projSize : hiddenSize);
        Module = cell switch
        {
            RecurrentCell.Lstm when projSize > 0 => new ProjectedLSTM(inputSize, hiddenSize, projSize, numLayers, bidirectional, bias, dropout),
            RecurrentCell.Lstm => nn.LSTM(inputSize, hiddenSize, numLayers, bias, batchFirst: true, dropout, bidirectional),
            RecurrentCell.Gru => nn.GRU(inputSize, hiddenSize, numLayers, bias, batchFirst: true, dropout, bidirectional),
            RecurrentCell.RnnTanh => nn.RNN(inputSize, hiddenSize, numLayers, nn.NonLinearities.Tanh, bias, batchFirst: true, dropout, bidirectional),
            RecurrentCell.RnnRelu => nn.RNN(inputSize, hiddenSize, numLayers, nn.NonLinearities.ReLU, bias, batchFirst: true, dropout, bidirectional),
            _ => throw new ArgumentOutOfRangeException(nameof(cell), cell, "Not a recurrent cell."),
        };
        if (cell is RecurrentCell.Lstm or RecurrentCell.Gru && projSize == 0) _kernels = new RecurrentKernels(Module, numLayers, bidirectional, bias, dropout);
    }

    /// <summary>Holds the parameters <c>weight_ih_l0</c>, <c>weight_hh_l0</c>, <c>bias_ih_l0</c>, <c>bias_hh_l0</c>, <c>weight_ih_l0_reverse</c> ….</summary>
    public nn.Module Module { get; }

    /// <summary>The outputs of the top layer, <c>[N, T, directions · H]</c>; what stands behind a row's length has no meaning.</summary>
    /// <remarks>On the CPU an LSTM or a GRU, without projection, goes through our kernels; the rest is libtorch's.</remarks>
    /// <param name="steps">Steps <c>[N, T, F]</c>, or <c>[N, T, C, S]</c> with <c>F = C · S</c>, read channel by channel; finite behind the
    /// lengths.</param>
    /// <param name="lengths">Valid steps of each row; null if all are valid.</param>
    public Tensor Outputs(Tensor steps, long[]? lengths)
    {
        using var scope = NewDisposeScope();
        if (_kernels is not null && KernelMemory.Serves(steps)) return _kernels.Run(steps, lengths, lastOnly: false).MoveToOuterDisposeScope();
        // Reading forwards, no valid step depends on one behind the length: running over the padding and not looking at it is exact and needs no
        // sorting. The backward direction must start at each row's own last step. A ReLU state may grow without bound over the padding.
        var mayRunOverPadding = lengths is null || !_bidirectional && _cell != RecurrentCell.RnnRelu;
        var x = steps.dim() == 4 ? steps.flatten(2) : steps;
        return Forward(x, mayRunOverPadding ? null : lengths).Output.MoveToOuterDisposeScope();
    }

    /// <summary>The top layer's state after each row's last step, with the backward direction's after it has read the first step:
    /// <c>[N, directions · H]</c>.</summary>
    /// <param name="steps">As for <see cref="Outputs"/>.</param>
    /// <param name="lengths">Valid steps of each row; null if all are valid.</param>
    public Tensor LastStates(Tensor steps, long[]? lengths)
    {
        using var scope = NewDisposeScope();
        var last = _kernels is not null && KernelMemory.Serves(steps)
            ? _kernels.Run(steps, lengths, lastOnly: true)
            : TimePooling.Last(Outputs(steps, lengths), lengths, _directionSize);
        return last.MoveToOuterDisposeScope();
    }

    /// <summary>Outputs, zero behind the lengths, and every layer's and direction's final states, which are those at each row's own end.</summary>
    /// <param name="x">Steps, <c>[N, T, F]</c>.</param>
    /// <param name="lengths">Valid steps of each row; null if all are valid.</param>
    /// <param name="hidden">Initial hidden state, <c>[layers · directions, N, H]</c>; null for zeros.</param>
    /// <param name="cell">Initial cell state of an LSTM, of the same shape; null for zeros.</param>
    public (Tensor Output, Tensor Hidden, Tensor? Cell) Forward(Tensor x, long[]? lengths, Tensor? hidden = null, Tensor? cell = null)
    {
        if (Module is ProjectedLSTM projected) return projected.Forward(x, lengths, hidden, cell);
        if (lengths is not null) return ForwardPacked(x, lengths, hidden, cell);
        if (Module is LSTM lstm) return lstm.call(x, State(hidden, cell));
        var (output, final) = Module is GRU gru ? gru.call(x, hidden) : ((RNN)Module).call(x, hidden);
        return (output, final, null);
    }

    private (Tensor Output, Tensor Hidden, Tensor? Cell) ForwardPacked(Tensor x, long[] lengths, Tensor? hidden, Tensor? cell)
    {
        using var scope = NewDisposeScope();
        var packed = nn.utils.rnn.pack_padded_sequence(x, tensor(lengths), batch_first: true, enforce_sorted: false);
        nn.utils.rnn.PackedSequence output;
        Tensor finalHidden;
        Tensor? finalCell = null;
        if (Module is LSTM lstm) (output, finalHidden, finalCell) = lstm.call(packed, State(hidden, cell));
        else (output, finalHidden) = Module is GRU gru ? gru.call(packed, hidden) : ((RNN)Module).call(packed, hidden);
        var (padded, _) = nn.utils.rnn.pad_packed_sequence(output, batch_first: true, total_length: x.shape[1]);
        return (padded.MoveToOuterDisposeScope(), finalHidden.MoveToOuterDisposeScope(), finalCell?.MoveToOuterDisposeScope());
    }

    private static (Tensor, Tensor)? State(Tensor? hidden, Tensor? cell) => hidden is null || cell is null ? null : (hidden, cell);
}
