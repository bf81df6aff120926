using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Convolutions;

/// <summary>A layer with a matrix for each term of a polynomial of the adjacency: <c>X' = sum_k P_k(A) X W_k + b</c>.</summary>
public abstract class PolynomialConvolution : EdgeWeightConvolution
{
    // Not private: components are found by their fields, and private ones of a base class are not looked at.
    [ComponentName(Name = "lins")] private protected readonly ModuleList<Linear> _lins;
    [ComponentName(Name = "bias")] private protected readonly Parameter? _bias;
    private readonly long _inChannels;

    private protected PolynomialConvolution(
        string name, long inChannels, long outChannels, int terms, bool bias, Aggregation aggregation, Flow flow) : base(name, aggregation, flow)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inChannels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(outChannels, 1);
        (_inChannels, OutputSize) = (inChannels, outChannels);
        _lins = nn.ModuleList([.. Enumerable.Range(0, terms).Select(_ => nn.Linear(inChannels, outChannels, hasBias: false))]);
        _bias = bias ? nn.Parameter(zeros(outChannels)) : null;
    }

    /// <inheritdoc/>
    public sealed override long OutputSize { get; }

    private protected sealed override void RequireFeatures(Tensor x) => Shapes.RequireNodeFeatures(x, _inChannels, this);

    /// <summary><c>sum_k Y_k W_k + b</c>.</summary>
    /// <param name="terms"><c>Y_k = P_k(A) X</c>, as many as there are matrices.</param>
    private protected Tensor Combine(IEnumerable<Tensor> terms)
    {
        var sum = terms.Zip(_lins, (term, lin) => lin.call(term)).Aggregate((before, next) => before + next);
        return _bias is null ? sum : sum + _bias;
    }
}
