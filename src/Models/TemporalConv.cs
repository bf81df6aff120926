using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace GraphSeq.Models;

/// <summary>Gated convolution over time: <c>relu(P * sigmoid(Q) + R)</c>, P, Q and R convolutions of each node's series.</summary>
/// <remarks>Keys and shapes are those of PyTorch Geometric Temporal's <c>TemporalConv</c>. Unlike there zeros stand at both ends, so that the number of
/// steps stays.</remarks>
internal sealed class TemporalConv : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "conv_1")] private readonly Conv2d _value;
    [ComponentName(Name = "conv_2")] private readonly Conv2d _gate;
    [ComponentName(Name = "conv_3")] private readonly Conv2d _residual;

    public TemporalConv(long inChannels, long outChannels, int kernel) : base(nameof(TemporalConv))
    {
        (_value, _gate, _residual) = (Conv(), Conv(), Conv());
        RegisterComponents();

        Conv2d Conv() => nn.Conv2d(inChannels, outChannels, (1, kernel), padding: (0, kernel / 2));
    }

    /// <param name="x">Series, <c>[N, T, C]</c>.</param>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var image = x.permute(2, 0, 1).unsqueeze(0);                                                // [1, C, N, T]
        var y = (_value.call(image) * _gate.call(image).sigmoid() + _residual.call(image)).relu();
        return y.squeeze(0).permute(1, 2, 0).MoveToOuterDisposeScope();
    }
}
