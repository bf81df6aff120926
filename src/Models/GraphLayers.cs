using GraphSeq.Encoders;
using GraphSeq.Graph;
using GraphSeq.Graph.Autograd;
using GraphSeq.Graph.Convolutions;
using GraphSeq.Graph.Stages;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GraphSeq.Models;

/// <summary>The graph layers of a model with norm, activation, dropout and residual, on one row per node or on a row per node of every snapshot.</summary>
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
        (_options, RowSize) = (options, inChannels);
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
            _layers[i] = options.Order switch
            {
                ModelOrder.Interleaved => new STConv(width, options),
                ModelOrder.GraphRecurrent => GraphCells.Make(width, options),
                _ => GraphConvolutions.Make(width, options.HiddenSize, options.Convolution),
            };
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

    /// <summary>Features per row on the way in.</summary>
    public long RowSize { get; }

    /// <summary>Features per row before the first layer: the projection's, where there is one.</summary>
    public long InputSize { get; }

    /// <summary>Features per row after the last layer.</summary>
    public long OutputSize => _layers.Length > 0 ? _options.HiddenSize : InputSize;

    /// <summary>The graph convolutions, whose modes decide on their stages.</summary>
    public IEnumerable<nn.Module> Convolutions => _layers.OfType<GraphConvolution>();

    /// <summary>The rows that go into the first layer, and every layer's.</summary>
    /// <param name="x">A row per node, <c>[N, F]</c>, or per node of every snapshot, <c>[R, F]</c>.</param>
    /// <param name="adjacency">The edges, on the rows.</param>
    /// <param name="edgeAttr">Edge features for layers that look at them.</param>
    /// <param name="index">The graph, or the snapshot, of each row.</param>
    /// <param name="training">Whether the model trains.</param>
    /// <param name="snapshots">Where rows of snapshots stand; null for a row per node.</param>
    /// <param name="mask">0 for rows behind their node's length, <c>[R, 1]</c>; null where there are none.</param>
    public List<Tensor> Run(
        Tensor x, SparseAdjacency adjacency, Tensor? edgeAttr, BatchIndex index, bool training, SnapshotIndex? snapshots = null, Tensor? mask = null)
    {
        if (_projection is not null) x = Masked(Finish(_projection.call(x), _projectionNorm, activate: true));
        List<Tensor> outputs = [x];
        for (var i = 0; i < _layers.Length; i++)
        {
            var y = _layers[i] switch
            {
                STConv block => Finish(block.Run(x, snapshots!, Pass, _options.Activation, mask), _norms[i], activate: false),
                GraphConvolution convolution => Finish(Pass(convolution, x), _norms[i], activate: true),
                var cell => Finish(GraphCells.Run(cell, x, snapshots!, mask), _norms[i], activate: false),
            };
            outputs.Add(x = Masked(_options.Residual && x.shape[^1] == y.shape[^1] ? x + y : y));
        }
        return outputs;

        // A recurrent cell's rows behind a node's length hold its last state.
        Tensor Masked(Tensor y) => mask is null || _options.Order == ModelOrder.GraphRecurrent ? y : y * mask;

        Tensor Pass(GraphConvolution convolution, Tensor rows) => convolution.call(rows, adjacency, edgeAttr);

        // What follows a linear map: norm, activation, dropout. A norm sees every snapshot as a graph of its own.
        Tensor Finish(Tensor y, nn.Module? norm, bool activate)
        {
            if (norm is not null) y = ModelParts.Normalize(norm, y, index);
            if (activate) y = ConvStack.Activate(y, _options.Activation);
            return _options.Dropout > 0 && training ? DropoutOp.Drop(y, _options.Dropout) : y;
        }
    }

    /// <summary>Adds the layers to a graph of stages that reads rows of nodes.</summary>
    /// <param name="stages">The graph of stages; its input is what <see cref="Run"/> takes.</param>
    /// <param name="training">The model's mode. Each layer and norm goes by its own.</param>
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
            if (_layers[i] is not GraphConvolution convolution || Add(relu => convolution.Stages(relu, convolution.training), _norms[i], x) is not { } y) return null;
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
}
