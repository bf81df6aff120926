using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Convolutions;

/// <summary>What can be seen of a network that a layer is given: the widths of its first and last linear layer.</summary>
internal static class Mlp
{
    /// <summary>Features the network takes; null where it has no linear layer.</summary>
    public static long? InputSize(nn.Module network) => Linears(network).FirstOrDefault()?.weight.shape[1];

    /// <summary>Features the network gives.</summary>
    /// <exception cref="InvalidOperationException">It has no linear layer.</exception>
    public static long OutputSize(nn.Module network, nn.Module layer) => Linears(network).LastOrDefault()?.weight.shape[0]
        ?? throw new InvalidOperationException($"{layer.GetName()}: the network it was given has no linear layer to read the number of features from.");

    /// <summary>Node features that fit the network's first linear layer.</summary>
    public static void RequireInput(Tensor x, nn.Module network, nn.Module layer, string argument, long perFeature = 1) =>
        Shapes.RequireNodeFeatures(x, InputSize(network) / perFeature ?? x.shape[^1], layer, argument);

    private static IEnumerable<Linear> Linears(nn.Module network) => network.modules().Prepend(network).OfType<Linear>();
}
