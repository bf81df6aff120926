using System.Runtime.InteropServices;
using GraphSeq.Graph.Autograd;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Stages;

/// <summary>A stage's place in a <see cref="StageGraph"/>: what it reads and writes, and lasting memory for the addresses that a call hands over.</summary>
internal sealed unsafe class Node : IDisposable
{
    private readonly Tensor?[] _gradients;
    private readonly void** _addresses;

    public Node(Stage stage, int[] inputs, int[] widths, int output)
    {
        (Stage, Inputs, Widths, Output) = (stage, inputs, widths, output);
        _gradients = new Tensor?[stage.Parameters.Length];
        Spares = Array.ConvertAll(inputs, _ => new HostBuffer());
        var numAddresses = 3 * inputs.Length + 2 * stage.Parameters.Length;
        _addresses = (void**)NativeMemory.AllocZeroed((nuint)numAddresses, (nuint)sizeof(void*));
        for (var i = 0; i < widths.Length; i++) WidthAddresses[i] = widths[i];
    }

    ~Node() => NativeMemory.Free(_addresses);

    public Stage Stage { get; }

    public int[] Inputs { get; }

    public int[] Widths { get; }

    public int Output { get; }

    /// <summary>Whether the stage trained at the last forward pass; the backward pass goes by it.</summary>
    public bool Training { get; set; }

    public HostBuffer Saved { get; } = new();

    /// <summary>Memory for the gradients of inputs that have one already.</summary>
    public HostBuffer[] Spares { get; }

    public float** InputAddresses => (float**)_addresses;

    public float** InputGradients => (float**)_addresses + Inputs.Length;

    public float** ParameterAddresses => (float**)_addresses + 2 * Inputs.Length;

    public float** GradientAddresses => (float**)_addresses + 2 * Inputs.Length + _gradients.Length;

    public int* WidthAddresses => (int*)(_addresses + 2 * Inputs.Length + 2 * _gradients.Length);

    /// <summary>Gives every parameter that learns its gradient tensor, the same at each call, takes that of others away, and looks up where they lie.</summary>
    /// <remarks>Anyone may set gradients to null and switch learning on and off between steps: nothing is taken from the call before but memory.</remarks>
    public void AttachGradients()
    {
        for (var i = 0; i < _gradients.Length; i++)
        {
            var parameter = Stage.Parameters[i];
            if (!parameter.requires_grad)
            {
                GradientAddresses[i] = null;
                if (parameter is Parameter) parameter.grad = null;              // buffers have none
                continue;
            }
            var gradient = _gradients[i] ??= zeros_like(parameter).DetachFromDisposeScope();
            parameter.grad = gradient;
            GradientAddresses[i] = KernelMemory.Address<float>(gradient);
        }
    }

    public void Dispose()
    {
        Saved.Dispose();
        foreach (var spare in Spares) spare.Dispose();
        for (var i = 0; i < _gradients.Length; i++)
        {
            if (_gradients[i] is null) continue;
            Stage.Parameters[i].grad = null;
            _gradients[i]!.Dispose();
            _gradients[i] = null;
        }
    }
}
