using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GraphSeq.Graph;

/// <summary>Initial parameters as PyTorch and PyG draw them, from a generator of one's own.</summary>
internal static class Initialization
{
    /// <summary>PyG's <c>glorot</c>: uniform within <c>±sqrt(6 / (rows + columns))</c> of the last two dimensions.</summary>
    public static void GlorotUniform(Tensor? tensor, Generator? generator = null)
    {
        if (tensor is null) return;
        Uniform(tensor, Math.Sqrt(6.0 / (tensor.size(-2) + tensor.size(-1))), generator);
    }

    /// <summary>PyTorch's default for <c>nn.Linear</c>: weight and bias uniform within <c>±1 / sqrt(inputs)</c>.</summary>
    public static void Default(Linear linear, Generator? generator = null)
    {
        var bound = 1 / Math.Sqrt(linear.weight.size(1));
        Uniform(linear.weight, bound, generator);
        if (linear.bias is { } bias) Uniform(bias, bound, generator);
    }

    /// <summary>Linear, convolution, embedding and recurrent layers, normalisations and graph convolutions inside start anew, as PyTorch and PyG draw them; other
    /// modules keep what they have.</summary>
    public static void Reset(nn.Module module, Generator? generator = null)
    {
        switch (module)
        {
            case Linear linear:
                Default(linear, generator);
                break;
            case NormBase norm:
                Reset(norm);
                break;
            case LayerNorm norm:
                Fill(norm.weight, 1);
                Zeros(norm.bias);
                break;
            case Normalization.NormalizationLayer norm:
                norm.ResetParameters();
                break;
            case Convolutions.GraphConvolution convolution:
                convolution.ResetParameters(generator);
                break;
            case Embedding embedding:
                Normal(embedding.weight!, generator);
                break;
            case Recurrent.GConvLSTM cell:
                cell.ResetParameters(generator);
                break;
            case Conv2d conv:
                UniformAll(conv, 1 / Math.Sqrt(conv.weight.numel() / conv.weight.shape[0]), generator);
                break;
            case LSTM or GRU or RNN:
                UniformAll(module, 1 / Math.Sqrt(module.get_parameter("weight_hh_l0")!.shape[1]), generator);
                break;
            default:
                ResetChildren(module, generator);
                break;
        }
    }

    /// <summary><see cref="Reset(nn.Module, Generator?)"/> of every module right below.</summary>
    public static void ResetChildren(nn.Module module, Generator? generator = null)
    {
        foreach (var child in module.children()) Reset(child, generator);
    }

    private static void UniformAll(nn.Module module, double bound, Generator? generator)
    {
        foreach (var parameter in module.parameters()) Uniform(parameter, bound, generator);
    }

    private static void Reset(NormBase norm)
    {
        Fill(norm.weight, 1);
        Zeros(norm.bias);
        norm.reset_running_stats();
    }

    /// <summary>Uniform in <c>[-bound, bound)</c>, drawn on the CPU in float32, so that the numbers depend on neither device nor element type.</summary>
    public static void Uniform(Tensor tensor, double bound, Generator? generator = null)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        tensor.copy_(empty(tensor.shape, ScalarType.Float32).uniform_(-bound, bound, generator));
    }

    /// <summary>Standard normal, drawn on the CPU in float32.</summary>
    public static void Normal(Tensor tensor, Generator? generator = null)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        tensor.copy_(empty(tensor.shape, ScalarType.Float32).normal_(0, 1, generator));
    }

    /// <summary>All values 0.</summary>
    public static void Zeros(Tensor? tensor) => Fill(tensor, 0);

    /// <summary>All values the same.</summary>
    public static void Fill(Tensor? tensor, double value)
    {
        using var guard = no_grad();
        tensor?.fill_(value);
    }
}
