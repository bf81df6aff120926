using GraphSeq.Encoders;
using GraphSeq.Graph;
using GraphSeq.Graph.Autograd;
using GraphSeq.Graph.Convolutions;
using GraphSeq.Graph.Stages;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GraphSeq.Models;

/// <summary>The graph layers of a model with norm, activation, dropout and residual, on one row per node or on a row per node and time step.</summary>
internal sealed class GraphLayers
{
    private readonly SequenceGraphModelOptions _options;
    private readonly nn.Module[] _layers;
    private readonly nn.Module?[] _norms;
    private readonly Linear? _projection;
    private readonly nn.Module? _projectionNorm;

    /// <param name="options">The architecture.</param>
    /// <param name="inChannels">Features per row on the way in.</param>
    /// <param name="register">Takes each module, under the key it has in the model.</param>
    public GraphLayers(SequenceGraphModelOptions options, long inChannels, Action<string, nn.Module> register)
    {
        _options = options;
        if (options.Projection)
        {
            register("proj", _projection = nn.Linear(inChannels, options.HiddenSize));
            _projectionNorm = Norm(0);
            inChannels = options.HiddenSize;
        }
        InputSize = inChannels;
        _layers = new nn.Module[options.Layers];
        _norms = new nn.Module?[options.Layers];
        for (var i = 0; i < options.Layers; i++)
        {
            var width = i == 0 ? inChannels : options.HiddenSize;
            _layers[i] = options.Order == ModelOrder.Interleaved
                ? new STConv(width, options)
                : GraphConvolutions.Make(width, options.HiddenSize, options.Convolution);
            register($"conv{i + 1}", _layers[i]);
            _norms[i] = Norm(i + 1);
        }

        nn.Module? Norm(int number)
        {
            var norm = ModelParts.MakeNorm(options.Norm, options.HiddenSize);
            if (norm is not null) register($"norm{number}", norm);
            return norm;
        }
    }

    /// <summary>Features per row before the first layer: the projection's, where there is one.</summary>
    public long InputSize { get; }

    /// <summary>Features per row after the last layer.</summary>
    public long OutputSize => _layers.Length > 0 ? _options.HiddenSize : InputSize;

    /// <summary>The rows that go into the first layer, and every layer's.</summary>
    /// <param name="x">A row per node, <c>[N, F]</c>, or per node and step, <c>[T, N, F]</c>.</param>
    /// <param name="adjacency">The edges.</param>
    /// <param name="edgeAttr">Edge features for layers that look at them.</param>
    /// <param name="index">The graph of each node.</param>
    /// <param name="mask">0 behind a node's length, <c>[T, N, 1]</c>; null where there is nothing behind.</param>
    /// <param name="training">Whether the model trains.</param>
    public List<Tensor> Run(Tensor x, SparseAdjacency adjacency, Tensor? edgeAttr, BatchIndex index, Tensor? mask, bool training)
    {
        var perStep = x.Dimensions == 3;
        using var repeated = perStep ? Repeat(index, (int)x.shape[0]) : null;
        var rows = repeated ?? index;
        if (_projection is not null) x = Masked(Finish(_projection.call(x), _projectionNorm, activate: true));
        List<Tensor> outputs = [x];
        for (var i = 0; i < _layers.Length; i++)
        {
            var y = _layers[i] is STConv block
                ? Finish(block.Run(x, OnSteps, _options.Activation, mask), _norms[i], activate: false)
                : Finish(OnSteps((GraphConvolution)_layers[i], x), _norms[i], activate: true);
            outputs.Add(x = Masked(_options.Residual && x.shape[^1] == y.shape[^1] ? x + y : y));
        }
        return outputs;

        Tensor Masked(Tensor y) => mask is null ? y : y * mask;

        Tensor OnSteps(GraphConvolution convolution, Tensor input) => perStep
            ? stack([.. input.unbind(0).Select(step => convolution.call(step, adjacency, edgeAttr))], 0)
            : convolution.call(input, adjacency, edgeAttr);

        // What follows a linear map: norm, activation, dropout. A norm sees every graph of every step as one of its own.
        Tensor Finish(Tensor y, nn.Module? norm, bool activate)
        {
            if (norm is not null) y = ModelParts.Normalize(norm, perStep ? y.flatten(0, 1) : y, rows).view(y.shape);
            if (activate) y = ConvStack.Activate(y, _options.Activation);
            return _options.Dropout > 0 && training ? DropoutOp.Drop(y, _options.Dropout) : y;
        }
    }

    /// <summary>Adds the layers to a graph of stages that reads rows of nodes.</summary>
    /// <param name="stages">The graph of stages; its input is what <see cref="Run"/> takes.</param>
    /// <param name="training">The mode it is for.</param>
    /// <returns>The value that goes into the first layer, and every layer's; null where a part has no stage.</returns>
    public List<int>? AddTo(StageGraph stages, bool training)
    {
        var first = _projection is null ? StageGraph.Input
            : Add(relu => [new LinearStage(_projection.weight, _projection.bias, relu)], _projectionNorm, StageGraph.Input);
        if (first is not { } input) return null;
        List<int> outputs = [input];
        for (var i = 0; i < _layers.Length; i++)
        {
            var x = outputs[^1];
            if (_layers[i] is not GraphConvolution convolution || Add(relu => convolution.Stages(relu, training), _norms[i], x) is not { } y) return null;
            outputs.Add(_options.Residual && stages.WidthOf(x) == stages.WidthOf(y) ? stages.Add(new AddStage(), x, y) : y);
        }
        return outputs;

        // A linear map and what follows it; the ReLU goes with the last of both.
        int? Add(Func<bool, IReadOnlyList<Stage>?> linear, nn.Module? norm, int x)
        {
            List<Stage> chain = [];
            if (linear(norm is null) is not { } linearStages) return null;
            chain.AddRange(linearStages);
            if (norm is not null)
            {
                if (ModelParts.NormStage(norm, relu: true) is not { } normStage) return null;
                chain.Add(normStage);
            }
            if (training && _options.Dropout > 0) chain.Add(new DropoutStage(_options.Dropout));
            return stages.AddChain(chain, x);
        }
    }

    private static BatchIndex Repeat(BatchIndex index, int times)
    {
        var ptr = new int[index.NumGraphs * times + 1];
        for (var i = 1; i < ptr.Length; i++) ptr[i] = (i - 1) / index.NumGraphs * index.NumNodes + index.Ptr[(i - 1) % index.NumGraphs + 1];
        return new BatchIndex(ptr);
    }
}
