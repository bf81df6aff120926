using GraphSeq.Graph.Convolutions;

namespace GraphSeq.Models;

/// <summary>Makes one graph layer of a model.</summary>
/// <param name="inChannels">Features per node on the way in.</param>
/// <param name="outChannels">Features per node on the way out; the layer's <see cref="GraphConvolution.OutputSize"/> must be this.</param>
/// <param name="options">Settings; those the layer did not declare are null.</param>
public delegate GraphConvolution GraphConvolutionFactory(long inChannels, long outChannels, GraphConvolutionOptions options);
