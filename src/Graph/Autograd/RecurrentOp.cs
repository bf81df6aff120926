using System.Numerics;
using GraphSeq.Graph.Kernels;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Autograd;

/// <summary>One recurrent layer, in one direction or both, from zero states: the states after every step, <c>[N, S, D · H]</c>, zero behind each
/// row's length, or only those at each direction's end, <c>[N, D · H]</c>.</summary>
/// <remarks>Inputs: <c>x [N, S, I]</c>, then for each direction PyTorch's input weight, state weight and, if there are any, their biases.</remarks>
/// <param name="lengths">Valid steps of each row; null if all are valid.</param>
/// <param name="numDirections">D: 1, or 2 with one that reads from each row's end to its beginning.</param>
/// <param name="lastOnly">Whether only the last states are wanted.</param>
/// <param name="isRecording">Whether a backward pass may follow; without one, nothing is kept of the steps.</param>
/// <typeparam name="TCell"><see cref="LstmCell"/> or <see cref="GruCell"/>.</typeparam>
internal sealed unsafe class RecurrentOp<TCell>(int[]? lengths, int numDirections, bool lastOnly, bool isRecording) : KernelOp
    where TCell : struct, IRecurrentCell
{
    protected override Tensor Forward(Tensor[] inputs, List<Tensor> saved) =>
        inputs[0].dtype == ScalarType.Float64 ? Forward<double>(inputs, saved) : Forward<float>(inputs, saved);

    protected override Tensor?[] Backward(Tensor grad, IReadOnlyList<Tensor> saved, bool[] needed) =>
        grad.dtype == ScalarType.Float64 ? Backward<double>(grad, saved, needed) : Backward<float>(grad, saved, needed);

    private Tensor Forward<T>(Tensor[] inputs, List<Tensor> saved) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (x, width) = (inputs[0], numDirections * inputs[2].shape[1]);
        var outputs = lastOnly && !isRecording ? null : KernelMemory.NewLike(x, x.shape[0], x.shape[1], width);
        var last = lastOnly ? KernelMemory.NewLike(x, x.shape[0], width) : null;
        List<Tensor> kept = [.. inputs];
        if (outputs is not null) kept.Add(outputs);
        for (var d = 0; isRecording && d < numDirections; d++)
            kept.Add(KernelMemory.NewLike(x, x.shape[0], x.shape[1], TCell.Saved * inputs[2].shape[1]));
        fixed (int* rowLengths = lengths)
            for (var d = 0; d < numDirections; d++)
            {
                var sequence = Sequence<T>(kept, inputs.Length, d, rowLengths);
                var lastState = last is null ? null : KernelMemory.Address<T>(last) + d * sequence.HiddenSize;
                RecurrentForwardKernel.Invoke<T, TCell>(sequence, lastState, null);
            }
        saved.AddRange(kept);
        return last ?? outputs!;
    }

    private Tensor?[] Backward<T>(Tensor grad, IReadOnlyList<Tensor> saved, bool[] needed) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var result = new Tensor?[needed.Length];
        for (var i = 0; i < needed.Length; i++) result[i] = i > 0 || needed[0] ? empty_like(saved[i]) : null;
        var perDirection = (needed.Length - 1) / numDirections;
        fixed (int* rowLengths = lengths)
            for (var d = 0; d < numDirections; d++)
            {
                var sequence = Sequence<T>(saved, needed.Length, d, rowLengths);
                var first = 1 + d * perDirection;
                var gradHere = KernelMemory.Address<T>(grad) + d * sequence.HiddenSize;
                RecurrentBackwardKernel.Invoke<T, TCell>(sequence, new RecurrentGradients<T>
                {
                    Output = lastOnly ? null : gradHere,
                    LastState = lastOnly ? gradHere : null,
                    X = result[0] is { } gradX ? KernelMemory.Address<T>(gradX) : null,
                    AddsToX = d > 0,
                    InputWeight = KernelMemory.Address<T>(result[first]!),
                    RecurrentWeight = KernelMemory.Address<T>(result[first + 1]!),
                    InputBias = perDirection > 2 ? KernelMemory.Address<T>(result[first + 2]!) : null,
                    RecurrentBias = perDirection > 2 ? KernelMemory.Address<T>(result[first + 3]!) : null,
                });
            }
        return result;
    }

    /// <param name="tensors">The inputs, then the outputs and each direction's saved values where they are kept.</param>
    /// <param name="numInputs">How many of them are inputs.</param>
    /// <param name="direction">0 forwards, 1 backwards.</param>
    /// <param name="rowLengths">Valid steps of each row, or null.</param>
    private RecurrentSequence<T> Sequence<T>(IReadOnlyList<Tensor> tensors, int numInputs, int direction, int* rowLengths)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var perDirection = (numInputs - 1) / numDirections;
        var (x, first) = (tensors[0], 1 + direction * perDirection);
        var size = (int)tensors[first + 1].shape[1];
        return new RecurrentSequence<T>
        {
            NumSequences = (int)x.shape[0],
            NumSteps = (int)x.shape[1],
            InputSize = (int)x.shape[2],
            HiddenSize = size,
            Lengths = rowLengths,
            Reverse = direction == 1,
            X = KernelMemory.Address<T>(x),
            InputWeight = KernelMemory.Address<T>(tensors[first]),
            RecurrentWeight = KernelMemory.Address<T>(tensors[first + 1]),
            InputBias = perDirection > 2 ? KernelMemory.Address<T>(tensors[first + 2]) : null,
            RecurrentBias = perDirection > 2 ? KernelMemory.Address<T>(tensors[first + 3]) : null,
            Output = tensors.Count > numInputs ? KernelMemory.Address<T>(tensors[numInputs]) + direction * size : null,
            OutputStride = numDirections * size,
            LastStride = numDirections * size,
            Saved = isRecording ? KernelMemory.Address<T>(tensors[numInputs + 1 + direction]) : null,
        };
    }
}
