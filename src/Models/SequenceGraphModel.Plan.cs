using GraphSeq.Encoders;
using GraphSeq.Graph;
using GraphSeq.Graph.Stages;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GraphSeq.Models;

public sealed partial class SequenceGraphModel
{
    private ModelPlan? _idlePlan;

    /// <summary>Runs the model for inference into memory of the caller's: in steady state, without an encoder or scaler, nothing is allocated.</summary>
    /// <param name="batch">As for <see cref="forward"/>.</param>
    /// <param name="outputs">Gets the rows one after the other, as many as <see cref="forward"/> gives.</param>
    /// <exception cref="ArgumentException">As for <see cref="forward"/>, or there is too little room.</exception>
    /// <exception cref="InvalidOperationException">As for <see cref="forward"/>.</exception>
    /// <remarks>Safe from several threads at once while the model is in evaluation mode.</remarks>
    public void Infer(GraphBatch batch, Span<float> outputs)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var needed = RowsOf(batch) * Options.Outputs;
        if (outputs.Length < needed) throw new ArgumentException($"SequenceGraphModel: outputs has room for {outputs.Length} values but needs {needed}.", nameof(outputs));
        if (RentPlan(batch) is { } plan)
        {
            try
            {
                plan.Forward(batch, record: false).CopyTo(outputs);
            }
            finally
            {
                GiveBack(plan);
            }
            return;
        }
        using var scope = NewDisposeScope();
        using var _ = inference_mode();
        HostTensors.View<float>(call(batch).to(ScalarType.Float32, CPU).contiguous()).CopyTo(outputs);
    }

    /// <summary>Without gradients, runs from preallocated memory where the layers allow it (float32 on the CPU); the numbers are the same to rounding.
    /// Hooks on the model's parts are not called then. Default: true.</summary>
    public bool UsesPlan { get; set; } = true;

    private int RowsOf(GraphBatch batch) => (Options.PerStep, _readouts.Length) switch
    {
        (false, 0) => batch.NumNodes,
        (false, _) => batch.NumGraphs,
        (true, 0) => Unroll(batch).NumRows,
        (true, _) => Unroll(batch).NumSnapshots,
    };

    /// <summary>A plan that nobody else is using, for <see cref="GiveBack"/> whatever comes of it; null where there is none for the batch.</summary>
    private ModelPlan? RentPlan(GraphBatch batch)
    {
        if (!UsesPlan || !ModelPlan.Serves(batch) || !IsByNode(batch)) return null;
        var plan = Interlocked.Exchange(ref _idlePlan, null);
        if (plan is { IsCurrent: true }) return plan;
        plan?.Dispose();
        return Plan(withHead: true);
    }

    private void GiveBack(ModelPlan plan) => Interlocked.Exchange(ref _idlePlan, plan)?.Dispose();

    /// <summary>The model behind <see cref="Encode(GraphBatch)"/> as stages; null where an option needs operations that no stage has. The caller owns it.</summary>
    /// <remarks>It is for the modes that the model and its parts are in.</remarks>
    /// <param name="withHead">Whether it gives outputs; else what <see cref="Embed"/> gives, with gradients of the layers.</param>
    internal ModelPlan? Plan(bool withHead)
    {
        if (!IsSequenceFirst || Options.PerStep || (withHead && Options.StandardizeTargets) || Options.Activation != Activation.Relu) return null;
        if (Options.JumpingKnowledge is not (JumpingKnowledgeKind.None or JumpingKnowledgeKind.Cat)) return null;
        var readouts = _readouts.Select(readout => readout.Stage()).ToArray();
        if (readouts.Contains(null)) return null;
        var stages = new StageGraph(checked((int)EncodedSize));
        if (_layers.AddTo(stages, training) is not { } layers)
        {
            stages.Dispose();
            return null;
        }
        var seen = Options.JumpingKnowledge == JumpingKnowledgeKind.Cat ? layers : layers[^1..];
        int[] rows = readouts.Length == 0 ? [.. seen] : [.. seen.Zip(readouts, (layer, readout) => stages.Add(readout!, layer))];
        var value = rows.Length == 1 ? rows[0] : stages.Add(new ConcatStage(), rows);
        if (withHead) value = stages.AddChain(HeadStages(), value);
        if (value != StageGraph.Input && stages.HasParameters) return new ModelPlan(this, stages, [this, .. _layers.Convolutions]);
        stages.Dispose();
        return null;
    }

    private IEnumerable<Stage> HeadStages()
    {
        for (var i = 0; i < _head.Length; i++)
        {
            if (training && Options.HeadDropout > 0) yield return new DropoutStage(Options.HeadDropout);
            yield return new LinearStage(_head[i].weight, _head[i].bias, relu: i < _head.Length - 1);
        }
    }

    /// <summary>The features themselves where the graph layers see them as they are; else null. Allocates nothing.</summary>
    internal Tensor? PlainFeatures(GraphBatch batch)
    {
        if (_encoder is not null || _embedding is not null || Options.Standardize || (training && Options.InputNoise > 0)) return null;
        var x = batch.X!;
        var fits = x.Dimensions == Options.NodeShape.Count + 1 && x.is_contiguous();
        for (var d = 0; fits && d < Options.NodeShape.Count; d++) fits = x.size(d + 1) == Options.NodeShape[d];
        return fits ? x : null;
    }

    /// <summary>What the graph layers see: prepared features, through the encoder where there is one.</summary>
    /// <returns><c>[N, F]</c>, owned by the caller.</returns>
    internal Tensor Encode(GraphBatch batch)
    {
        using var scope = NewDisposeScope();
        return Encode(Prepare(batch), batch).MoveToOuterDisposeScope();
    }

    /// <summary>The parameters that a <see cref="ModelPlan"/> without a head leaves to autograd.</summary>
    internal IEnumerable<Parameter> ParametersBesidePlan() => [.. _encoder?.parameters() ?? [], .. _embedding?.Parameters ?? [], .. _head.SelectMany(linear => linear.parameters())];
}
