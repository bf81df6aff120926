using GraphSeq.Graph;
using GraphSeq.Graph.Stages;
using static TorchSharp.torch;

namespace GraphSeq.Models;

/// <summary>A <see cref="SequenceGraphModel"/> behind its encoder as one graph of stages, over the model's own parameters: the numbers of the
/// layers run one by one, without an autograd graph and without a tensor per operation.</summary>
internal sealed class ModelPlan : IDisposable
{
    private readonly SequenceGraphModel _model;
    private readonly StageGraph _stages;
    private readonly (nn.Module Module, bool Training)[] _modes;
    private Tensor? _input;

    /// <param name="model">Whose plan it is.</param>
    /// <param name="stages">What it runs.</param>
    /// <param name="modules">Those whose mode decided on the stages.</param>
    internal ModelPlan(SequenceGraphModel model, StageGraph stages, IEnumerable<nn.Module> modules) =>
        (_model, _stages, _modes) = (model, stages, [.. modules.Select(module => (module, module.training))]);

    /// <summary>Whether the model's parts are still in the modes, and have the parameters, that the plan was made for.</summary>
    public bool IsCurrent
    {
        get
        {
            foreach (var (module, training) in _modes)
                if (module.training != training) return false;
            return _stages.HasParameters;
        }
    }

    /// <summary>Outputs per row.</summary>
    public int OutputWidth => _stages.WidthOf(_stages.Output);

    /// <summary>Whether the plan runs the batch: one graph per sample, float32 on the CPU through our kernels, messages as the layers make them.</summary>
    public static bool Serves(GraphBatch batch) =>
        batch is { X: { } x, Snapshots: null, Adjacency.MessageScale: null } && x.dtype == ScalarType.Float32 && Graph.Autograd.KernelMemory.Serves(x);

    /// <summary>Runs the model.</summary>
    /// <param name="batch">What <see cref="Serves"/> accepts.</param>
    /// <param name="record">Whether <see cref="Backward"/> may follow; if so, the batch must live until then.</param>
    /// <returns>Outputs, row by row; valid until the next call.</returns>
    public ReadOnlySpan<float> Forward(GraphBatch batch, bool record)
    {
        _input?.Dispose();
        _input = null;
        if (_model.PlainFeatures(batch) is { } features) return RunStages(features, batch, record);
        using var scope = NewDisposeScope();
        using var _ = record ? null : inference_mode();
        var encoded = _model.Encode(batch);
        var x = encoded.is_contiguous() ? encoded : encoded.contiguous();
        if (record) _input = x.alias().DetachFromDisposeScope();
        return RunStages(x, batch, record);
    }

    /// <summary>Gives every parameter that learns its gradient, replacing the one it had.</summary>
    /// <param name="gradOutput">Gradient of the outputs; overwritten.</param>
    /// <param name="batch">The batch of the last <see cref="Forward"/>.</param>
    public unsafe void Backward(Span<float> gradOutput, GraphBatch batch)
    {
        using var scope = NewDisposeScope();
        var gradInput = _input is { requires_grad: true } ? empty(_input.shape) : null;
        fixed (float* gradient = gradOutput)
            _stages.Backward(gradient, batch.Adjacency, batch.Index, gradInput is null ? null : (float*)HostTensors.Pointer(gradInput));
        GC.KeepAlive(batch);                                    // whose features the stages may read
        if (gradInput is not null) _input!.backward([gradInput]);
        _input?.Dispose();
        _input = null;
    }

    private unsafe ReadOnlySpan<float> RunStages(Tensor x, GraphBatch batch, bool record)
    {
        var outputs = _stages.Forward((float*)HostTensors.Pointer(x), batch.Adjacency, batch.Index, record);
        GC.KeepAlive(x);                                        // the stages hold its address alone
        return outputs;
    }

    public void Dispose()
    {
        _input?.Dispose();
        _stages.Dispose();
    }
}
