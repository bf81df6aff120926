using GraphSeq.Graph.Autograd;
using GraphSeq.Graph.Kernels;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GraphSeq.Encoders;

/// <summary>The layers of an LSTM or a GRU on our kernels, from zero states.</summary>
/// <param name="module">An <see cref="LSTM"/> or a <see cref="GRU"/>, which holds the parameters.</param>
/// <param name="numLayers">Layers above one another.</param>
/// <param name="bidirectional">Whether each layer has a backward direction too.</param>
/// <param name="bias">Whether there are biases.</param>
/// <param name="dropout">Dropout between layers in training.</param>
internal sealed class RecurrentKernels(nn.Module module, int numLayers, bool bidirectional, bool bias, double dropout)
{
    /// <summary>The outputs of the top layer, zero behind the lengths, or its states at each direction's end.</summary>
    /// <param name="steps">Steps <c>[N, T, F]</c>, or <c>[N, T, C, S]</c> with <c>F = C · S</c>, read channel by channel.</param>
    /// <param name="lengths">Valid steps of each row; null if all are valid.</param>
    /// <param name="lastOnly">Whether only the last states are wanted.</param>
    public Tensor Run(Tensor steps, long[]? lengths, bool lastOnly)
    {
        using var scope = NewDisposeScope();
        var numDirections = bidirectional ? 2 : 1;
        Tensor[] weights = [.. module.parameters()];                    // layer by layer, direction by direction
        var perLayer = numDirections * (bias ? 4 : 2);
        var rowLengths = lengths is null ? null : Array.ConvertAll(lengths, length => (int)length);
        var x = steps.dim() == 3 ? steps : FlattenSteps(steps, weights.AsSpan(0, perLayer), bias ? 4 : 2);
        for (var layer = 0; layer < numLayers; layer++)
        {
            if (layer > 0 && dropout > 0 && module.training) x = DropoutOp.Drop(x, dropout);
            Tensor[] inputs = [x, .. weights.AsSpan(layer * perLayer, perLayer)];
            var isRecording = is_grad_enabled() && Array.Exists(inputs, input => input.requires_grad);
            var isLast = lastOnly && layer == numLayers - 1;
            KernelOp op = module is LSTM
                ? new RecurrentOp<LstmCell>(rowLengths, numDirections, isLast, isRecording)
                : new RecurrentOp<GruCell>(rowLengths, numDirections, isLast, isRecording);
            x = op.Apply(inputs);
        }
        return x.MoveToOuterDisposeScope();
    }

    /// <summary>A step's <c>[C, S]</c> as one row. Where they lie channels last, as the convolution kernel leaves them, the columns of the input's
    /// weights are brought into that order instead of the steps into theirs.</summary>
    private static Tensor FlattenSteps(Tensor steps, Span<Tensor> weights, int perDirection)
    {
        var channelsLast = steps.transpose(2, 3);                       // [N, T, S, C]
        if (!channelsLast.is_contiguous()) return steps.flatten(2);
        for (var i = 0; i < weights.Length; i += perDirection)
            weights[i] = weights[i].unflatten(1, [steps.shape[2], steps.shape[3]]).transpose(1, 2).flatten(1);
        return channelsLast.flatten(2);
    }
}
