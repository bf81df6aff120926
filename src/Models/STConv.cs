using GraphSeq.Encoders;
using GraphSeq.Graph.Convolutions;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace GraphSeq.Models;

/// <summary>ST-GCN block: convolution over time, graph convolution on every step, convolution over time.</summary>
/// <remarks><see href="https://arxiv.org/abs/1709.04875">B. Yu, H. Yin and Z. Zhu, "Spatio-Temporal Graph Convolutional Networks", 2018</see>. Keys are
/// those of PyTorch Geometric Temporal's <c>STConv</c>, whose graph convolution is <c>ChebConv</c>.</remarks>
internal sealed class STConv : nn.Module
{
    [ComponentName(Name = "_temporal_conv1")] private readonly TemporalConv _before;
    [ComponentName(Name = "_graph_conv")] private readonly GraphConvolution _graph;
    [ComponentName(Name = "_temporal_conv2")] private readonly TemporalConv _after;

    public STConv(long inChannels, SequenceGraphModelOptions options) : base(nameof(STConv))
    {
        var kernel = options.TemporalKernel ?? 3;
        _before = new TemporalConv(inChannels, options.HiddenSize, kernel);
        _graph = GraphConvolutions.Make(options.HiddenSize, options.HiddenSize, options.Convolution);
        _after = new TemporalConv(options.HiddenSize, options.HiddenSize, kernel);
        RegisterComponents();
    }

    /// <param name="x">Rows of every step, <c>[T, N, C]</c>.</param>
    /// <param name="onSteps">Runs a graph convolution on every step.</param>
    /// <param name="activation">Between the graph convolution and the second one over time.</param>
    /// <param name="mask">0 behind a node's length, <c>[T, N, 1]</c>; null where there is nothing behind.</param>
    public Tensor Run(Tensor x, Func<GraphConvolution, Tensor, Tensor> onSteps, Activation activation, Tensor? mask)
    {
        var passed = ConvStack.Activate(onSteps(_graph, Masked(_before.call(x))), activation);
        return _after.call(Masked(passed));

        Tensor Masked(Tensor y) => mask is null ? y : y * mask;
    }
}
