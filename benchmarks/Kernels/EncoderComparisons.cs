using GraphSeq.Encoders;
using GraphSeq.Graph.Autograd;
using GraphSeq.Graph.Kernels;
using static TorchSharp.torch;

namespace GraphSeq.Benchmarks.Kernels;

/// <summary>The parts of a convolutional recurrent encoder, forward and backward, on 7 x 3 grids and 7 steps.</summary>
internal static unsafe class EncoderComparisons
{
    private const int Count = 1205;

    public static void Run()
    {
        CompareConv(1, 32);
        CompareConv(32, 64);
        CompareRecurrent<LstmCell>(nn.LSTM(192, 64, batchFirst: true), "LSTM");
        CompareRecurrent<GruCell>(nn.GRU(192, 64, batchFirst: true), "GRU");
        CompareEncoder("encoder 2 conv + LSTM, forward + backward", isTraining: true);
        CompareEncoder("encoder 2 conv + LSTM, forward alone", isTraining: false);
    }

    private static void CompareEncoder(string name, bool isTraining)
    {
        using var scope = NewDisposeScope();
        using var encoder = new ConvRnnEncoder(new ConvRnnEncoderOptions
        {
            Input = SignalShape.Image(1, 7, 3),
            Convs = [new() { Channels = 32, Kernel = 3, Padding = 1 }, new() { Channels = 64, Kernel = 3, Padding = 1 }],
            SequenceAxis = SequenceAxis.Height,
            HiddenSize = 64,
        });
        encoder.train(isTraining);
        Tensor[] weights = [.. encoder.parameters()];
        var (x, gradLast) = (randn(Count, 1, 7, 3), randn(Count, 64));
        void Step()
        {
            using var s = NewDisposeScope();
            using var recording = set_grad_enabled(isTraining);
            var y = encoder.call(x, null);
            if (isTraining) autograd.grad([y], weights, [gradLast]);
        }
        Stopclock.Compare(name, () =>
        {
            using var torchPath = KernelMemory.UseTorch();
            Step();
        }, Step);
    }

    private static void CompareConv(int channels, int outChannels)
    {
        using var scope = NewDisposeScope();
        var shape = new GraphSeq.Graph.Kernels.ConvShape(Count, 7, 3, channels, outChannels, 3, 3, 1, 1);
        var conv = nn.Conv2d(channels, outChannels, 3, padding: 1);
        var (x, grad) = (randn(Count, channels, 7, 3).requires_grad_(), randn(Count, outChannels, 7, 3));
        var (rows, gradRows) = (x.detach().permute(0, 2, 3, 1).contiguous(), grad.permute(0, 2, 3, 1).contiguous());
        var (packed, gradWeight, gradBias) = (empty(shape.WeightSize), empty(shape.WeightSize), empty(outChannels));
        var (y, gradX) = (empty(Count, 7, 3, outChannels), empty(Count, 7, 3, channels));
        Stopclock.Compare($"conv 3x3 + relu {channels}->{outChannels}, forward + backward", () =>
        {
            using var s = NewDisposeScope();
            using var gradients = enable_grad();
            autograd.grad([conv.call(x).relu()], [x, conv.weight, conv.bias!], [grad]);
        }, () =>
        {
            ConvKernel.PackWeight(conv.weight.Floats(), packed.Floats(), shape);
            ConvKernel.Forward(shape, rows.Floats(), packed.Floats(), conv.bias!.Floats(), true, y.Floats());
            ConvKernel.Backward(shape, rows.Floats(), packed.Floats(), y.Floats(), gradRows.Floats(), gradX.Floats(), gradWeight.Floats(),
                gradBias.Floats());
        });
    }

    private static void CompareRecurrent<TCell>(nn.Module module, string name) where TCell : struct, IRecurrentCell
    {
        const int Steps = 7, InputSize = 192, Size = 64;
        using var scope = NewDisposeScope();
        Tensor[] weights = [.. module.parameters()];
        var (x, gradLast) = (randn(Count, Steps, InputSize).requires_grad_(), randn(Count, Size));
        var (output, saved, gradX) = (empty(Count, Steps, Size), empty(Count, Steps, TCell.Saved * Size), empty(Count, Steps, InputSize));
        var (last, lastCell) = (empty(Count, Size), empty(Count, Size));
        Tensor[] gradients = [.. weights.Select(weight => empty_like(weight))];
        var sequence = new RecurrentSequence<float>
        {
            NumSequences = Count,
            NumSteps = Steps,
            InputSize = InputSize,
            HiddenSize = Size,
            X = x.detach().Floats(),
            InputWeight = weights[0].Floats(),
            RecurrentWeight = weights[1].Floats(),
            InputBias = weights[2].Floats(),
            RecurrentBias = weights[3].Floats(),
            Output = output.Floats(),
            OutputStride = Size,
            LastStride = Size,
            Saved = saved.Floats(),
        };
        Tensor Last() => module switch
        {
            TorchSharp.Modules.LSTM lstm => lstm.call(x).Item2.squeeze(0),
            TorchSharp.Modules.GRU gru => gru.call(x).Item2.squeeze(0),
            _ => throw new ArgumentException($"{name} is neither an LSTM nor a GRU.", nameof(module)),
        };
        Stopclock.Compare($"{name} 192->64, 7 steps, forward + backward", () =>
        {
            using var s = NewDisposeScope();
            using var recording = enable_grad();
            autograd.grad([Last()], [x, .. weights], [gradLast]);
        }, () =>
        {
            RecurrentForwardKernel.Invoke<float, TCell>(sequence, last.Floats(), lastCell.Floats());
            RecurrentBackwardKernel.Invoke<float, TCell>(sequence, new RecurrentGradients<float>
            {
                LastState = gradLast.Floats(),
                X = gradX.Floats(),
                InputWeight = gradients[0].Floats(),
                RecurrentWeight = gradients[1].Floats(),
                InputBias = gradients[2].Floats(),
                RecurrentBias = gradients[3].Floats(),
            });
        });
    }
}
