using GraphSeq.Graph.Autograd;
using GraphSeq.Graph.Kernels;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Stages;

/// <summary>The stages of a whole model and the memory they run in: forward and backward without an autograd graph and, once the buffers have grown
/// to the largest batch, without allocating. For float32 on the CPU; one call at a time.</summary>
internal sealed unsafe class StageGraph : IDisposable
{
    private readonly List<Value> _values = [];
    private readonly List<Node> _nodes = [];
    private readonly Stack<HostBuffer> _gradientBuffers = [];
    private bool _recorded;

    /// <summary>The input's number; it is always the first value.</summary>
    public const int Input = 0;

    /// <summary>An empty graph of stages.</summary>
    /// <param name="inputWidth">Columns of the input.</param>
    public StageGraph(int inputWidth) => _values.Add(new Value { Width = inputWidth });

    /// <summary>Number of the last value added: the result.</summary>
    public int Output => _values.Count - 1;

    /// <summary>Whether all parameters are float32, on the CPU and still there: a module that is moved or converted makes new ones.</summary>
    public bool HasParameters
    {
        get
        {
            foreach (var node in _nodes)
                if (!node.Stage.HasParameters(ScalarType.Float32)) return false;
            return true;
        }
    }

    /// <summary>Columns of a value.</summary>
    public int WidthOf(int value) => _values[value].Width;

    /// <summary>Whether a value has a row per graph.</summary>
    public bool IsPerGraph(int value) => _values[value].PerGraph;

    /// <summary>Adds a stage.</summary>
    /// <param name="stage">What to run.</param>
    /// <param name="inputs">Numbers of the values it reads.</param>
    /// <returns>The number of its result.</returns>
    public int Add(Stage stage, params int[] inputs)
    {
        int[] widths = [.. inputs.Select(WidthOf)];
        _values.Add(new Value { Width = stage.OutputWidth(widths), PerGraph = stage.GivesGraphs || _values[inputs[0]].PerGraph });
        _nodes.Add(new Node(stage, inputs, widths, Output));
        return Output;
    }

    /// <summary>Adds stages, each reading the one before.</summary>
    public int AddChain(IEnumerable<Stage> stages, int input) => stages.Aggregate(input, (value, stage) => Add(stage, value));

    /// <summary>Runs all stages.</summary>
    /// <param name="x">The input, <c>[N, F]</c>, row by row; must live until the backward pass is done.</param>
    /// <param name="edges">The batch's edges.</param>
    /// <param name="index">The batch's graphs.</param>
    /// <param name="record">Whether a backward pass may follow.</param>
    /// <returns>The result, valid until the next call.</returns>
    public ReadOnlySpan<float> Forward(float* x, SparseAdjacency edges, BatchIndex index, bool record)
    {
        _values[Input].Address = x;
        _values[Input].Rows = index.NumNodes;
        foreach (var node in _nodes)
        {
            var output = _values[node.Output];
            var rows = _values[node.Inputs[0]].Rows;
            output.Rows = node.Stage.GivesGraphs ? index.NumGraphs : rows;
            output.Address = output.Buffer.Reserve((long)output.Rows * output.Width);
            node.Training = node.Stage.IsTraining;
            var call = Call(node, edges, index);
            call.Saved = record ? node.Saved.Reserve(node.Stage.SavedSize(edges, rows, output.Rows, node.Widths)) : null;
            node.Stage.Forward(call);
        }
        _recorded = record;
        var result = _values[Output];
        return new ReadOnlySpan<float>(result.Address, checked(result.Rows * result.Width));
    }

    /// <summary>Writes the parameters' gradients: each parameter's <c>grad</c> is replaced by a tensor of this object's.</summary>
    /// <param name="gradOutput">Gradient of the result of the last recorded <see cref="Forward"/>; overwritten.</param>
    /// <param name="edges">As in <see cref="Forward"/>.</param>
    /// <param name="index">As in <see cref="Forward"/>.</param>
    /// <param name="gradInput">Where the input's gradient goes, or null.</param>
    public void Backward(float* gradOutput, SparseAdjacency edges, BatchIndex index, float* gradInput)
    {
        if (!_recorded) throw new InvalidOperationException("StageGraph: there is no recorded forward pass to go back through.");
        foreach (var value in _values)
        {
            value.Gradient = null;
            value.HasGradient = false;
        }
        _values[Output].Gradient = gradOutput;
        for (var i = _nodes.Count - 1; i >= 0; i--) Backward(_nodes[i], edges, index, gradInput);
        _recorded = false;
    }

    public void Dispose()
    {
        foreach (var value in _values) value.Buffer.Dispose();
        foreach (var node in _nodes) node.Dispose();
        foreach (var buffer in _gradientBuffers) buffer.Dispose();
    }

    private void Backward(Node node, SparseAdjacency edges, BatchIndex index, float* gradInput)
    {
        var output = _values[node.Output];
        if (output.Gradient == null) return;                                    // nothing after it reads it
        node.AttachGradients();
        var call = Call(node, edges, index);
        call.Saved = node.Saved.Address;
        call.GradOutput = output.Gradient;
        call.GradParameters = node.GradientAddresses;
        call.GradInputs = node.InputGradients;
        for (var i = 0; i < node.Inputs.Length; i++)
        {
            var value = _values[node.Inputs[i]];
            var size = (long)value.Rows * value.Width;
            if (node.Inputs[i] == Input && gradInput == null) call.GradInputs[i] = null;
            else if (!value.HasGradient)
            {
                value.Gradient = node.Inputs[i] == Input ? gradInput : Borrow(value).Reserve(size);
                value.HasGradient = true;
                call.GradInputs[i] = value.Gradient;
            }
            else call.GradInputs[i] = node.Spares[i].Reserve(size);             // read by a later stage as well: the two are added up
        }
        node.Stage.Backward(call);
        for (var i = 0; i < node.Inputs.Length; i++)
        {
            var value = _values[node.Inputs[i]];
            if (call.GradInputs[i] != null && call.GradInputs[i] != value.Gradient)
                ElementKernel.Add(value.Gradient, call.GradInputs[i], value.Gradient, (long)value.Rows * value.Width);
        }
        if (output.GradientBuffer is { } read)
        {
            _gradientBuffers.Push(read);
            output.GradientBuffer = null;
        }
    }

    /// <summary>Memory for a value's gradient, until the stage that made the value has read it: a few buffers go round and stay in the cache.</summary>
    private HostBuffer Borrow(Value value) => value.GradientBuffer = _gradientBuffers.TryPop(out var buffer) ? buffer : new HostBuffer();

    private StageCall<float> Call(Node node, SparseAdjacency edges, BatchIndex index)
    {
        for (var i = 0; i < node.Inputs.Length; i++) node.InputAddresses[i] = _values[node.Inputs[i]].Address;
        var parameters = node.Stage.Parameters;
        for (var i = 0; i < parameters.Length; i++) node.ParameterAddresses[i] = KernelMemory.Address<float>(parameters[i]);
        return new StageCall<float>
        {
            Edges = edges,
            Segments = index.PtrArray,
            Rows = _values[node.Inputs[0]].Rows,
            Training = node.Training,
            Inputs = node.InputAddresses,
            Widths = node.WidthAddresses,
            NumInputs = node.Inputs.Length,
            Parameters = node.ParameterAddresses,
            Output = _values[node.Output].Address,
        };
    }

    /// <summary>A matrix between stages, and its gradient.</summary>
    private sealed class Value
    {
        public readonly HostBuffer Buffer = new();
        public HostBuffer? GradientBuffer;
        public int Width;
        public int Rows;
        public bool PerGraph;
        public bool HasGradient;
        public float* Address;
        public float* Gradient;
    }
}
