using GraphSeq.Graph;
using GraphSeq.Graph.Convolutions;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace GraphSeq.Models;

/// <summary>A linear layer, <c>lin</c>, that brings features to the width a convolution, <c>conv</c>, works in.</summary>
internal sealed class LinearFirst : GraphConvolution
{
    [ComponentName(Name = "lin")] private readonly Linear _lin;
    [ComponentName(Name = "conv")] private readonly GraphConvolution _conv;

    public LinearFirst(long inChannels, long width, bool bias, GraphConvolution conv) : base(conv.GetName())
    {
        _lin = nn.Linear(inChannels, width, bias);
        _conv = conv;
        RegisterComponents();
        this.OwnComponents();
    }

    public override long OutputSize => _conv.OutputSize;

    public override Tensor forward(Tensor x, SparseAdjacency adjacency, Tensor? edgeData)
    {
        Shapes.RequireNodeFeatures(x, _lin.weight.shape[1], this);
        using var scope = NewDisposeScope();
        return _conv.call(_lin.call(x), adjacency, edgeData).MoveToOuterDisposeScope();
    }
}
