using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Readouts;

/// <summary>Joins a node's rows from all layers: <c>[x_1, ..., x_L]</c>, <c>max(x_1, ..., x_L)</c>, or
/// <c>sum_l softmax(att(LSTM(x)))_l x_l</c>.</summary>
/// <remarks><see href="https://arxiv.org/abs/1806.03536">K. Xu et al., "Representation Learning on Graphs with Jumping Knowledge Networks",
/// 2018</see>. PyG's twin is <c>JumpingKnowledge</c>.</remarks>
public sealed class JumpingKnowledge : nn.Module<IReadOnlyList<Tensor>, Tensor>
{
    [ComponentName(Name = "lstm")] private readonly LSTM? _lstm;
    [ComponentName(Name = "att")] private readonly Linear? _att;
    private readonly JumpingKnowledgeMode _mode;

    /// <summary>Starts, in LSTM mode, from PyTorch's initial parameters.</summary>
    /// <param name="mode">How rows are joined.</param>
    /// <param name="channels">Features per layer, <c>F</c>; needed for the LSTM only.</param>
    /// <param name="numLayers">Number of layers, <c>L</c>; needed for the LSTM only.</param>
    /// <exception cref="ArgumentException">The LSTM's sizes are missing or below 1.</exception>
    public JumpingKnowledge(JumpingKnowledgeMode mode, long? channels = null, int? numLayers = null) : base(nameof(JumpingKnowledge))
    {
        _mode = mode;
        if (mode == JumpingKnowledgeMode.Lstm)
        {
            if (channels is not >= 1 || numLayers is not >= 1 || channels * numLayers < 2)
                throw new ArgumentException(
                    $"JumpingKnowledge: channels is {channels?.ToString() ?? "missing"} and numLayers {numLayers?.ToString() ?? "missing"}; " +
                    "the LSTM needs both, at least 1 each and 2 in their product.", nameof(channels));
            var hidden = numLayers.Value * channels.Value / 2;
            _lstm = nn.LSTM(channels.Value, hidden, batchFirst: true, bidirectional: true);
            _att = nn.Linear(2 * hidden, 1);
        }
        RegisterComponents();
        this.OwnComponents();
    }

    /// <summary>Features per node on the way out.</summary>
    /// <param name="channels">Features per layer, <c>F</c>.</param>
    /// <param name="numLayers">Number of layers, <c>L</c>.</param>
    public long OutputSize(long channels, int numLayers) => _mode == JumpingKnowledgeMode.Cat ? channels * numLayers : channels;

    /// <param name="layers">Node rows of each layer, <c>[N, F]</c> each; for concatenation the widths may differ.</param>
    /// <returns><c>[N, F]</c>, or <c>[N, L F]</c> concatenated; owned by the caller.</returns>
    /// <exception cref="ArgumentException">There is no layer, or the shapes differ.</exception>
    public override Tensor forward(IReadOnlyList<Tensor> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        if (layers.Count == 0) throw new ArgumentException("JumpingKnowledge: there is no layer to join; at least 1 is needed.", nameof(layers));
        var columnsMayDiffer = _mode == JumpingKnowledgeMode.Cat;
        foreach (var (l, layer) in layers.Index())
            if (columnsMayDiffer ? layer.Dimensions != 2 || layer.shape[0] != layers[0].shape[0] : !layer.shape.SequenceEqual(layers[0].shape))
                Shapes.Fail(
                    nameof(JumpingKnowledge), $"layers[{l}]", Shapes.Describe(layer.shape), Shapes.Describe(layers[0].shape),
                    "All layers must be of the same nodes.");
        using var scope = NewDisposeScope();
        var joined = _mode switch
        {
            JumpingKnowledgeMode.Cat => cat([.. layers], -1),
            JumpingKnowledgeMode.Max => stack([.. layers], -1).max(-1).values,
            _ => Attend(stack([.. layers], 1)),
        };
        return joined.MoveToOuterDisposeScope();
    }

    /// <param name="x">Rows by node and layer, <c>[N, L, F]</c>.</param>
    private Tensor Attend(Tensor x)
    {
        var (states, _, _) = _lstm!.call(x);
        return (x * _att!.call(states).softmax(1)).sum([1]);                // the scores are [N, L, 1]
    }
}
