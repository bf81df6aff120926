using GraphSeq.Graph.Convolutions;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Recurrent;

/// <summary>LSTM with Chebyshev convolutions in place of matrices and peepholes: <c>c' = f * c + i * tanh(x *_G W_xc + h *_G W_hc + b_c)</c>,
/// <c>h' = o * tanh(c')</c>, i, f and o sigmoids of <c>x *_G W_x + h *_G W_h + w * c + b</c> (o with c').</summary>
/// <remarks><see href="https://arxiv.org/abs/1612.07659">Y. Seo et al., "Structured Sequence Modeling with Graph Convolutional Recurrent Networks",
/// 2018</see>. The twin is PyTorch Geometric Temporal's <c>GConvLSTM</c>; <c>*_G</c> is <see cref="ChebConv"/>.</remarks>
public sealed class GConvLSTM : nn.Module<Tensor, SparseAdjacency, Tensor?, (Tensor Hidden, Tensor Cell)?, (Tensor Hidden, Tensor Cell)>
{
    [ComponentName(Name = "conv_x_i")] private readonly ChebConv _inputToInput;
    [ComponentName(Name = "conv_h_i")] private readonly ChebConv _stateToInput;
    [ComponentName(Name = "w_c_i")] private readonly Parameter _cellToInput;
    [ComponentName(Name = "b_i")] private readonly Parameter _inputBias;
    [ComponentName(Name = "conv_x_f")] private readonly ChebConv _inputToForget;
    [ComponentName(Name = "conv_h_f")] private readonly ChebConv _stateToForget;
    [ComponentName(Name = "w_c_f")] private readonly Parameter _cellToForget;
    [ComponentName(Name = "b_f")] private readonly Parameter _forgetBias;
    [ComponentName(Name = "conv_x_c")] private readonly ChebConv _inputToCell;
    [ComponentName(Name = "conv_h_c")] private readonly ChebConv _stateToCell;
    [ComponentName(Name = "b_c")] private readonly Parameter _cellBias;
    [ComponentName(Name = "conv_x_o")] private readonly ChebConv _inputToOutput;
    [ComponentName(Name = "conv_h_o")] private readonly ChebConv _stateToOutput;
    [ComponentName(Name = "w_c_o")] private readonly Parameter _cellToOutput;
    [ComponentName(Name = "b_o")] private readonly Parameter _outputBias;
    private readonly long _inChannels;

    /// <summary>Starts from Glorot-uniform weights and zero biases.</summary>
    /// <param name="inChannels">Features per node on the way in, <c>F_in</c>; at least 1.</param>
    /// <param name="outChannels">Features per node of the state, <c>H</c>; at least 1.</param>
    /// <param name="k">Number of Chebyshev polynomials; at least 1.</param>
    /// <param name="normalization">Which Laplacian.</param>
    /// <param name="bias">False leaves the convolutions' biases out; the gates keep theirs.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public GConvLSTM(
        long inChannels, long outChannels, int k, LaplacianNormalization normalization = LaplacianNormalization.Symmetric, bool bias = true)
        : base(nameof(GConvLSTM))
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inChannels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(outChannels, 1);
        (_inChannels, OutputSize) = (inChannels, outChannels);
        (_inputToInput, _stateToInput, _cellToInput, _inputBias) = (Conv(inChannels), Conv(outChannels), Row(), Row());
        (_inputToForget, _stateToForget, _cellToForget, _forgetBias) = (Conv(inChannels), Conv(outChannels), Row(), Row());
        (_inputToCell, _stateToCell, _cellBias) = (Conv(inChannels), Conv(outChannels), Row());
        (_inputToOutput, _stateToOutput, _cellToOutput, _outputBias) = (Conv(inChannels), Conv(outChannels), Row(), Row());
        ResetParameters();
        RegisterComponents();
        this.OwnComponents();

        ChebConv Conv(long channels) => new(channels, outChannels, k, normalization, bias);
        Parameter Row() => nn.Parameter(zeros(1, outChannels));
    }

    /// <summary>Features per node of the state, <c>H</c>.</summary>
    public long OutputSize { get; }

    /// <summary>Draws new initial parameters.</summary>
    /// <param name="generator">Where random numbers come from; null for libtorch's global generator.</param>
    public void ResetParameters(Generator? generator = null)
    {
        Initialization.ResetChildren(this, generator);
        foreach (var weight in new[] { _cellToInput, _cellToForget, _cellToOutput }) Initialization.GlorotUniform(weight, generator);
        foreach (var bias in new[] { _inputBias, _forgetBias, _cellBias, _outputBias }) Initialization.Zeros(bias);
    }

    /// <summary>One step.</summary>
    /// <param name="x">Node features, <c>[N, F_in]</c>.</param>
    /// <param name="adjacency">The edges, with constant weights or none.</param>
    /// <param name="edgeWeight">Weights that a gradient may pass through, <c>[E]</c>, instead of the adjacency's own; null for those.</param>
    /// <param name="state">Hidden and cell state so far, <c>[N, H]</c> each; null for zeros.</param>
    /// <returns>The new states, <c>[N, H]</c> each; owned by the caller.</returns>
    /// <exception cref="ArgumentException">A shape or element type is not as above.</exception>
    public override (Tensor Hidden, Tensor Cell) forward(
        Tensor x, SparseAdjacency adjacency, Tensor? edgeWeight, (Tensor Hidden, Tensor Cell)? state) => Step(x, adjacency, edgeWeight, state, null);

    /// <summary>One step (not through hooks) on PyTorch Geometric Temporal's arguments.</summary>
    /// <param name="x">Node features, <c>[N, F_in]</c>.</param>
    /// <param name="edgeIndex">Edges, <c>[2, E]</c> int64: row 0 sources, row 1 targets, ids in <c>[0, N)</c>.</param>
    /// <param name="edgeWeight">Edge weights, <c>[E]</c>; null for 1.</param>
    /// <param name="state">Hidden and cell state so far, <c>[N, H]</c> each; null for zeros.</param>
    /// <param name="lambdaMax">Largest eigenvalue of the Laplacian, one value; null for twice its largest entry.</param>
    /// <returns>The new states, <c>[N, H]</c> each; owned by the caller.</returns>
    /// <exception cref="ArgumentException">A shape or element type does not fit, or an id is no node.</exception>
    public (Tensor Hidden, Tensor Cell) call(
        Tensor x, Tensor edgeIndex, Tensor? edgeWeight = null, (Tensor Hidden, Tensor Cell)? state = null, Tensor? lambdaMax = null)
    {
        using var adjacency = EdgeTensors.AdjacencyOf(x, edgeIndex, GetName());
        return Step(x, adjacency, edgeWeight, state, lambdaMax);
    }

    /// <summary>Every step of a series.</summary>
    /// <param name="series">Signals of the nodes, <c>[N, T, F_in]</c>.</param>
    /// <param name="adjacency">The edges, the same at every step.</param>
    /// <param name="edgeWeight">Weights instead of the adjacency's own, <c>[E]</c>; null for those.</param>
    /// <param name="state">The states before the first step, <c>[N, H]</c> each; null for zeros.</param>
    /// <returns>The hidden states after each step, <c>[N, T, H]</c>; owned by the caller.</returns>
    /// <exception cref="ArgumentException">A shape or element type is not as above.</exception>
    public Tensor Unroll(Tensor series, SparseAdjacency adjacency, Tensor? edgeWeight = null, (Tensor Hidden, Tensor Cell)? state = null) =>
        GraphSeries.Unroll(series, state, this, (x, before) => call(x, adjacency, edgeWeight, before), after => after!.Value.Hidden);

    private (Tensor Hidden, Tensor Cell) Step(
        Tensor x, SparseAdjacency adjacency, Tensor? edgeWeight, (Tensor Hidden, Tensor Cell)? state, Tensor? lambdaMax)
    {
        Shapes.RequireNodeFeatures(x, _inChannels, this);
        Shapes.RequireNodes(x, adjacency, this);
        using var scope = NewDisposeScope();
        var hidden = GraphSeries.State(state?.Hidden, x, OutputSize, this, "state.Hidden");
        var cell = GraphSeries.State(state?.Cell, x, OutputSize, this, "state.Cell");
        var input = (Mix(_inputToInput, _stateToInput, _inputBias) + _cellToInput * cell).sigmoid();
        var forget = (Mix(_inputToForget, _stateToForget, _forgetBias) + _cellToForget * cell).sigmoid();
        var next = forget * cell + input * Mix(_inputToCell, _stateToCell, _cellBias).tanh();
        var output = (Mix(_inputToOutput, _stateToOutput, _outputBias) + _cellToOutput * next).sigmoid();
        return ((output * next.tanh()).MoveToOuterDisposeScope(), next.MoveToOuterDisposeScope());

        Tensor Mix(ChebConv ofInput, ChebConv ofState, Parameter bias) =>
            ofInput.call(x, adjacency, edgeWeight, lambdaMax) + ofState.call(hidden, adjacency, edgeWeight, lambdaMax) + bias;
    }
}
