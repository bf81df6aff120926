using GraphSeq.Graph.Stages;
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

    /// <summary>The network as stages, where it is made of linear layers with ReLU between them; else null.</summary>
    /// <param name="network">The network.</param>
    /// <param name="relu">Whether a ReLU follows its last linear layer.</param>
    public static IReadOnlyList<Stage>? Stages(nn.Module network, bool relu)
    {
        List<(Linear Linear, bool Relu)> layers = [];
        foreach (var module in network is Sequential sequential ? sequential.children() : [network])
        {
            if (module is Linear linear) layers.Add((linear, false));
            else if (module is ReLU && layers.Count > 0) layers[^1] = (layers[^1].Linear, true);
            else return null;
        }
        if (layers.Count == 0) return null;
        layers[^1] = (layers[^1].Linear, layers[^1].Relu || relu);
        return [.. layers.Select(layer => new LinearStage(layer.Linear.weight, layer.Linear.bias, layer.Relu))];
    }
}
