using System.Numerics;
using GraphSeq.Graph.Kernels;

namespace GraphSeq.Tests.Graph.Kernels;

public sealed unsafe class RecurrentKernelTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Forward_LstmAtEveryLevel_MatchesPlainLoopsInDouble(bool reverse, bool ragged) => CheckForward<LstmCell>(reverse, ragged);

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Forward_GruAtEveryLevel_MatchesPlainLoopsInDouble(bool reverse, bool ragged) => CheckForward<GruCell>(reverse, ragged);

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void Backward_LstmInDouble_MatchesCentralDifferences(bool reverse, bool ragged) => CheckCentralDifferences<LstmCell>(reverse, ragged);

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void Backward_GruInDouble_MatchesCentralDifferences(bool reverse, bool ragged) => CheckCentralDifferences<GruCell>(reverse, ragged);

    [Fact]
    public void Backward_LstmInFloatAtEveryLevel_MatchesDouble() => CheckFloatGradients<LstmCell>();

    [Fact]
    public void Backward_GruInFloatAtEveryLevel_MatchesDouble() => CheckFloatGradients<GruCell>();

    [Fact]
    public void ForwardAndBackward_AnyNumberOfThreads_GiveTheSameBits()
    {
        var layer = new Layer<float, LstmCell>(300, 5, 20, 32, reverse: true, ragged: true);
        KernelTest.AssertSameBitsOnAnyThreads<float>(() =>
        {
            layer.Forward();
            layer.Backward();
            return [layer.Output, layer.LastState, .. layer.Gradients.Select(g => PinnedArray.Of<float>(g.Span))];
        });
    }

    [Fact]
    public void Forward_WithoutMemoryForABackwardPass_GivesTheSameOutput()
    {
        var layer = new Layer<float, GruCell>(30, 4, 5, 17, reverse: false, ragged: true);
        layer.Forward();
        var expected = layer.Output.Span.ToArray();
        layer.Forward(isTraining: false);
        Assert.Equal(expected, layer.Output.Values);
    }

    [Fact]
    public void ForwardAndBackward_WithoutFirstStateAndBias_EqualZeros()
    {
        var layer = new Layer<double, LstmCell>(5, 3, 4, 6, reverse: false, ragged: false);
        foreach (var index in (int[])[3, 4, 5, 6]) layer.Parameters[index].Span.Clear();
        layer.Forward();
        layer.Backward();
        var (output, gradient) = (layer.Output.Span.ToArray(), layer.Gradients[1].Span.ToArray());
        layer.OmitsOptional = true;
        layer.Forward();
        layer.Backward();
        KernelTest.AssertClose(output, layer.Output, 1e-14, "output");
        KernelTest.AssertClose(gradient, layer.Gradients[1], 1e-14, "weight gradient");
    }

    private static void CheckForward<TCell>(bool reverse, bool ragged) where TCell : struct, IRecurrentCell
    {
        foreach (var size in (int[])[1, 3, 16, 21, 64, 70])
        {
            var layer = new Layer<float, TCell>(50, 4, 5, size, reverse, ragged);
            var (output, lastState, lastCell) = layer.Reference();
            KernelTest.AtEveryLevel(level =>
            {
                layer.Forward();
                KernelTest.AssertClose(output, layer.Output, 3e-6, $"output, {size} hidden at {level}");
                KernelTest.AssertClose(lastState, layer.LastState, 3e-6, $"last state, {size} hidden at {level}");
                if (TCell.HasCell) KernelTest.AssertClose(lastCell, layer.LastCell, 3e-6, $"last cell, {size} hidden at {level}");
            });
        }
    }

    private static void CheckCentralDifferences<TCell>(bool reverse, bool ragged) where TCell : struct, IRecurrentCell
    {
        const double Step = 1e-5;
        var layer = new Layer<double, TCell>(3, 3, 2, 4, reverse, ragged);
        layer.Forward();
        layer.Backward();
        for (var p = 0; p < layer.Parameters.Length; p++)
        {
            if (p == 6 && !TCell.HasCell) continue;
            for (var i = 0; i < layer.Parameters[p].Length; i++)
            {
                var value = layer.Parameters[p][i];
                layer.Parameters[p][i] = value + Step;
                var above = layer.Loss();
                layer.Parameters[p][i] = value - Step;
                var below = layer.Loss();
                layer.Parameters[p][i] = value;
                Assert.Equal((above - below) / (2 * Step), layer.Gradients[p][i], 1e-7);
            }
        }
    }

    private static void CheckFloatGradients<TCell>() where TCell : struct, IRecurrentCell
    {
        foreach (var size in (int[])[1, 5, 16, 21, 64, 70])
        {
            var exact = new Layer<double, TCell>(50, 4, 5, size, reverse: true, ragged: true);
            var layer = new Layer<float, TCell>(50, 4, 5, size, reverse: true, ragged: true);
            exact.Forward();
            exact.Backward();
            KernelTest.AtEveryLevel(level =>
            {
                layer.Forward();
                layer.Backward();
                for (var p = 0; p < (TCell.HasCell ? 7 : 6); p++)
                    KernelTest.AssertClose(exact.Gradients[p].Span.ToArray(), layer.Gradients[p], 2e-5, $"gradient {p}, {size} hidden at {level}");
            });
        }
    }

    /// <summary>A layer with random weights whose output lies in the second half of a bidirectional one's.</summary>
    private sealed class Layer<T, TCell> where T : unmanaged, IFloatingPointIeee754<T> where TCell : struct, IRecurrentCell
    {
        private readonly int _count;
        private readonly int _steps;
        private readonly int _inputSize;
        private readonly int _size;
        private readonly bool _reverse;
        private readonly PinnedArray<int>? _lengths;
        private readonly PinnedArray<T> _saved;
        private readonly PinnedArray<T>[] _gradientsIn;

        public Layer(int count, int steps, int inputSize, int size, bool reverse, bool ragged)
        {
            (_count, _steps, _inputSize, _size, _reverse) = (count, steps, inputSize, size, reverse);
            if (ragged) _lengths = PinnedArray.Of<int>(Enumerable.Range(0, count).Select(n => n % (steps + 1)).ToArray());
            var gates = TCell.Gates * size;
            int[] counts = [count * steps * inputSize, gates * inputSize, gates * size, gates, gates, count * size, count * size];
            Parameters = [.. counts.Select((n, i) => PinnedArray.Random<T>(n, i + 1))];
            Gradients = [.. counts.Select(PinnedArray.Unwritten<T>)];
            Output = PinnedArray.Unwritten<T>(count * steps * 2 * size);
            (LastState, LastCell) = (PinnedArray.Unwritten<T>(count * size), PinnedArray.Unwritten<T>(count * size));
            _saved = PinnedArray.Unwritten<T>(count * steps * TCell.Saved * size);
            int[] countsIn = [count * steps * 2 * size, count * size, count * size];
            _gradientsIn = [.. countsIn.Select((n, i) => PinnedArray.Random<T>(n, i + 11))];
        }

        /// <summary>Input, input weight, recurrent weight, their biases, first state, first cell.</summary>
        public PinnedArray<T>[] Parameters { get; }

        public PinnedArray<T>[] Gradients { get; }

        public PinnedArray<T> Output { get; }

        public PinnedArray<T> LastState { get; }

        public PinnedArray<T> LastCell { get; }

        public bool OmitsOptional { get; set; }

        public void Forward(bool isTraining = true)
        {
            Output.Span.Clear();
            RecurrentForwardKernel.Invoke<T, TCell>(Sequence(isTraining), LastState, TCell.HasCell ? LastCell.Pointer : null);
        }

        public void Backward() => RecurrentBackwardKernel.Invoke<T, TCell>(Sequence(true), new RecurrentGradients<T>
        {
            Output = _gradientsIn[0].Pointer + _size,
            LastState = _gradientsIn[1],
            LastCell = TCell.HasCell ? _gradientsIn[2].Pointer : null,
            X = Gradients[0],
            InputWeight = Gradients[1],
            RecurrentWeight = Gradients[2],
            InputBias = OmitsOptional ? null : Gradients[3].Pointer,
            RecurrentBias = OmitsOptional ? null : Gradients[4].Pointer,
            FirstState = OmitsOptional ? null : Gradients[5].Pointer,
            FirstCell = OmitsOptional || !TCell.HasCell ? null : Gradients[6].Pointer,
        });

        public double Loss()
        {
            Forward();
            var loss = Dot(Output, _gradientsIn[0]) + Dot(LastState, _gradientsIn[1]);
            return TCell.HasCell ? loss + Dot(LastCell, _gradientsIn[2]) : loss;
        }

        /// <summary>The equations, one value at a time.</summary>
        public (double[] Output, double[] LastState, double[] LastCell) Reference()
        {
            var (output, lastState, lastCell) = (new double[Output.Length], new double[_count * _size], new double[_count * _size]);
            for (var n = 0; n < _count; n++)
            {
                var state = Enumerable.Range(0, _size).Select(i => Value(5, n * _size + i)).ToArray();
                var cell = Enumerable.Range(0, _size).Select(i => Value(6, n * _size + i)).ToArray();
                var length = _lengths is null ? _steps : _lengths[n];
                for (var step = 0; step < length; step++)
                {
                    var time = _reverse ? length - 1 - step : step;
                    var (input, recurrent) = (new double[TCell.Gates * _size], new double[TCell.Gates * _size]);
                    for (var g = 0; g < input.Length; g++)
                    {
                        input[g] = Value(3, g) + Enumerable.Range(0, _inputSize)
                            .Sum(i => Value(1, g * _inputSize + i) * Value(0, (n * _steps + time) * _inputSize + i));
                        recurrent[g] = Value(4, g) + Enumerable.Range(0, _size).Sum(i => Value(2, g * _size + i) * state[i]);
                    }
                    for (var i = 0; i < _size; i++)
                    {
                        if (TCell.HasCell)
                        {
                            var sum = Enumerable.Range(0, 4).Select(k => input[k * _size + i] + recurrent[k * _size + i]).ToArray();
                            cell[i] = Sigmoid(sum[1]) * cell[i] + Sigmoid(sum[0]) * Math.Tanh(sum[2]);
                            state[i] = Sigmoid(sum[3]) * Math.Tanh(cell[i]);
                        }
                        else
                        {
                            var (reset, update) = (Sigmoid(input[i] + recurrent[i]), Sigmoid(input[_size + i] + recurrent[_size + i]));
                            var candidate = Math.Tanh(input[2 * _size + i] + reset * recurrent[2 * _size + i]);
                            state[i] = (1 - update) * candidate + update * state[i];
                        }
                        output[(n * _steps + time) * 2 * _size + _size + i] = state[i];
                    }
                }
                state.CopyTo(lastState, n * _size);
                cell.CopyTo(lastCell, n * _size);
            }
            return (output, lastState, lastCell);
        }

        private RecurrentSequence<T> Sequence(bool isTraining) => new()
        {
            NumSequences = _count,
            NumSteps = _steps,
            InputSize = _inputSize,
            HiddenSize = _size,
            Lengths = _lengths is null ? null : _lengths.Pointer,
            Reverse = _reverse,
            X = Parameters[0],
            InputWeight = Parameters[1],
            RecurrentWeight = Parameters[2],
            InputBias = OmitsOptional ? null : Parameters[3].Pointer,
            RecurrentBias = OmitsOptional ? null : Parameters[4].Pointer,
            FirstState = OmitsOptional ? null : Parameters[5].Pointer,
            FirstCell = OmitsOptional || !TCell.HasCell ? null : Parameters[6].Pointer,
            Output = Output.Pointer + _size,
            OutputStride = 2 * _size,
            LastStride = _size,
            Saved = isTraining ? _saved.Pointer : null,
        };

        private double Value(int parameter, int i) => double.CreateTruncating(Parameters[parameter][i]);

        private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

        private static double Dot(PinnedArray<T> a, PinnedArray<T> b)
        {
            var sum = 0.0;
            for (var i = 0; i < a.Length; i++) sum += double.CreateTruncating(a[i]) * double.CreateTruncating(b[i]);
            return sum;
        }
    }
}
