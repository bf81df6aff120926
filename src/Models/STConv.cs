using GraphSeq.Encoders;
using GraphSeq.Graph;
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

    /// <param name="x">Rows, <c>[R, C]</c>.</param>
    /// <param name="snapshots">Where the rows stand.</param>
    /// <param name="pass">Runs a graph convolution on rows.</param>
    /// <param name="activation">Between the graph convolution and the second one over time.</param>
    /// <param name="mask">0 for rows behind their node's length, <c>[R, 1]</c>; null where there are none.</param>
    public Tensor Run(Tensor x, SnapshotIndex snapshots, Func<GraphConvolution, Tensor, Tensor> pass, Activation activation, Tensor? mask)
    {
        return Along(_after, ConvStack.Activate(pass(_graph, Along(_before, x)), activation));

        Tensor Along(TemporalConv convolution, Tensor rows)
        {
            var y = snapshots.ToRows(convolution.call(snapshots.ToSeries(mask is null ? rows : rows * mask)));
            return mask is null ? y : y * mask;
        }
    }
}
