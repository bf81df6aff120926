using GraphSeq.Graph;
using GraphSeq.Graph.Autograd;
using GraphSeq.Graph.Normalization;
using GraphSeq.Graph.Readouts;
using GraphSeq.Graph.Stages;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GraphSeq.Models;

/// <summary>From the names in a model's options to its norms and readouts.</summary>
internal static class ModelParts
{
    public static nn.Module? MakeNorm(NormKind kind, long width) => kind switch
    {
        NormKind.Batch => nn.BatchNorm1d(width),
        NormKind.Layer => new Graph.Normalization.LayerNorm(width, mode: LayerNormMode.Node),
        NormKind.GraphLayer => new Graph.Normalization.LayerNorm(width, mode: LayerNormMode.Graph),
        NormKind.Instance => new Graph.Normalization.InstanceNorm(width),
        NormKind.Graph => new GraphNorm(width),
        NormKind.Pair => new PairNorm(),
        _ => null,
    };

    /// <param name="norm">What <see cref="MakeNorm"/> made.</param>
    /// <param name="x">A row per node, <c>[N, F]</c>.</param>
    /// <param name="index">The graph of each row.</param>
    public static Tensor Normalize(nn.Module norm, Tensor x, BatchIndex index)
    {
        if (norm is NormalizationLayer layer) return layer.call(x, index);
        if (KernelMemory.Serves(x) && NormStage(norm, relu: false) is { } stage && stage.HasParameters(x.dtype))
            return StageOp.Run(stage, null, null, x);
        return ((BatchNorm1d)norm).call(x);
    }

    /// <summary>A norm as a stage on plain memory; null where there is none.</summary>
    /// <param name="norm">What <see cref="MakeNorm"/> made.</param>
    /// <param name="relu">Whether negative results become zero.</param>
    public static Stage? NormStage(nn.Module norm, bool relu) => norm is BatchNorm1d batchNorm ? BatchNormStage.Of(batchNorm, relu) : null;

    /// <summary>A readout of nodes with rows of so many features; null where the model gives a row per node.</summary>
    public static Readout? MakeReadout(SequenceGraphModelOptions options, long width) => options.Readout switch
    {
        ReadoutKind.Sum => new GlobalSumPool(),
        ReadoutKind.Mean => new GlobalMeanPool(),
        ReadoutKind.Max => new GlobalMaxPool(),
        ReadoutKind.MeanMaxStd => new GlobalMeanMaxStdPool(),
        ReadoutKind.Attention => new AttentionalAggregation(nn.Linear(width, 1)),
        ReadoutKind.Set2Set => new Set2Set(width, options.ReadoutSteps ?? 3),
        ReadoutKind.Sort => new SortAggregation(options.ReadoutNodes ?? 10),
        _ => null,
    };

    /// <summary>Width of what the readout gives; that of a node's row where there is none.</summary>
    public static long ReadoutSize(SequenceGraphModelOptions options, long width)
    {
        using var readout = MakeReadout(options, width);
        return readout?.OutputSize(width) ?? width;
    }

    /// <summary>Joins layers into one row per node; null where the readout looks at one layer, or at each by itself.</summary>
    public static JumpingKnowledge? MakeJumpingKnowledge(JumpingKnowledgeKind kind, long width, int layers) => kind switch
    {
        JumpingKnowledgeKind.Max => new JumpingKnowledge(JumpingKnowledgeMode.Max),
        JumpingKnowledgeKind.Lstm => new JumpingKnowledge(JumpingKnowledgeMode.Lstm, width, layers),
        _ => null,
    };
}
