using GraphSeq.Datasets;
using GraphSeq.Graph;
using GraphSeq.Models;
using static TorchSharp.torch;

namespace GraphSeq.Training.Explanations;

/// <summary>One decision of a model as a function of a graph's cells <c>[N, T, C]</c> and of a scale of the message along each edge <c>[E]</c>; many
/// variants of both are computed at once, as a batch of copies of the graph.</summary>
internal sealed class Decision : IDisposable
{
    private const int RowsAtOnce = 8192;
    private readonly SequenceGraphModel _model;
    private readonly GraphData _graph;
    private readonly ExplanationTarget _target;
    private readonly Dictionary<int, GraphBatch> _copies = [];

    /// <param name="model">In evaluation mode.</param>
    /// <param name="graph">The graph.</param>
    /// <param name="target">What is asked of it.</param>
    /// <param name="baseline">Features that say nothing, <c>[N, ...NodeShape]</c> or what broadcasts to it; null for the mean of the training part
    /// where the model standardises, else 0.</param>
    public Decision(SequenceGraphModel model, GraphData graph, ExplanationTarget target, Tensor? baseline)
    {
        (_model, _target) = (model, target);
        using (var one = GraphBatch.FromGraphs([graph])) _graph = one.ToGraphs()[0];                 // its edges in the batch's order
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var x = (_graph.X ?? throw new ArgumentException("GraphExplainer: the graph has no node features.", nameof(graph))).to(ScalarType.Float32);
        Layout = SignalLayout.Of(model.Options);
        Cells = Layout.ToCells(x).DetachFromDisposeScope();
        Baseline = Layout.ToCells((baseline ?? MeanOf(model)).expand_as(x).to(ScalarType.Float32)).DetachFromDisposeScope();
        Valid = ValidCells();
        var outputs = Values(Cells.unsqueeze(0), null, rows => rows);
        Output = target.Output ?? (target.Task == TaskKind.Regression ? 0 : Array.IndexOf(outputs, outputs.Max()));
        if ((uint)Output >= (uint)outputs.Length)
            throw new ArgumentException($"GraphExplainer: there is no output {Output}; the model has {outputs.Length}, numbered from 0.", nameof(target));
        Score = outputs[Output];
    }

    public SignalLayout Layout { get; }

    /// <summary>The features, <c>[N, T, C]</c>.</summary>
    public Tensor Cells { get; }

    /// <summary>Features that say nothing, <c>[N, T, C]</c>.</summary>
    public Tensor Baseline { get; }

    /// <summary>Which cells lie within their node's length, row-major <c>[N, T]</c>.</summary>
    public bool[] Valid { get; }

    public int NumNodes => _graph.NumNodes;

    public int NumEdges => _graph.NumEdges;

    public int Output { get; }

    public double Score { get; }

    public IReadOnlyList<(int Source, int Target)> Edges
    {
        get
        {
            var ids = HostTensors.ToArray<long>(_graph.EdgeIndex);
            return [.. Enumerable.Range(0, NumEdges).Select(e => ((int)ids[e], (int)ids[NumEdges + e]))];
        }
    }

    /// <summary>The output explained, of each variant: <c>[S, K] -> [S]</c>.</summary>
    public Tensor Read(Tensor outputs) => outputs[.., Output];

    /// <summary>Log-probability of the decision, of each variant: <c>[S, K] -> [S]</c>; not for regression.</summary>
    public Tensor LogProbability(Tensor outputs) => _target.Task == TaskKind.Classification
        ? outputs.log_softmax(-1)[.., Output]
        : nn.functional.logsigmoid(Score > 0 ? outputs[.., Output] : -outputs[.., Output]);

    /// <summary>Probability of the decision, or the value for regression: <c>[S, K] -> [S]</c>.</summary>
    public Tensor Confidence(Tensor outputs) => IsRegression ? Read(outputs) : LogProbability(outputs).exp();

    public bool IsRegression => _target.Task == TaskKind.Regression;

    /// <summary>Runs the model on variants and hands the outputs on while all that a gradient needs is alive.</summary>
    /// <param name="cells">Variants of the cells, <c>[S, N, T, C]</c>.</param>
    /// <param name="scale">Variants of the message scale, <c>[S, E]</c>; null for 1.</param>
    /// <param name="use">Gets the outputs, <c>[S, K]</c>.</param>
    public T Run<T>(Tensor cells, Tensor? scale, Func<Tensor, T> use)
    {
        using var scope = NewDisposeScope();
        var count = (int)cells.shape[0];
        using var batch = Copies(count).With(Layout.FromCells(cells).flatten(0, 1), scale?.reshape(-1));
        var rows = _model.call(batch);
        if (_model.Options.Readout == ReadoutKind.None) rows = rows.view(count, NumNodes, -1)[.., _target.Node!.Value];
        return use(rows);
    }

    /// <summary>Values of any number of variants, without gradients.</summary>
    /// <param name="cells">Variants of the cells, <c>[S, N, T, C]</c>.</param>
    /// <param name="scale">As for <see cref="Run"/>.</param>
    /// <param name="read">Makes values of outputs.</param>
    public double[] Values(Tensor cells, Tensor? scale, Func<Tensor, Tensor> read)
    {
        using var _ = no_grad();
        List<double> values = [];
        foreach (var (from, to) in Chunks((int)cells.shape[0]))
        {
            using var scope = NewDisposeScope();
            values.AddRange(Run(cells[from..to], scale?[from..to], rows => HostTensors.ToArray<double>(read(rows))));
        }
        return [.. values];
    }

    /// <summary>Gradients of <see cref="Read"/> of any number of variants.</summary>
    /// <param name="cells">Variants of the cells.</param>
    /// <param name="scale">Variants of the message scale; null for 1.</param>
    /// <param name="ofScale">Gradients for the scale, which is then given, instead of the cells.</param>
    /// <returns>Of the shape of what they are for, float64; zeros where it has no influence.</returns>
    public Tensor Gradients(Tensor cells, Tensor? scale, bool ofScale)
    {
        using var scope = NewDisposeScope();
        List<Tensor> gradients = [];
        foreach (var (from, to) in Chunks((int)cells.shape[0]))
        {
            var wanted = (ofScale ? scale! : cells)[from..to].detach().clone().requires_grad_();
            var gradient = Run(ofScale ? cells[from..to] : wanted, ofScale ? wanted : scale?[from..to], rows =>
            {
                var sum = Read(rows).sum();
                return sum.requires_grad ? autograd.grad([sum], [wanted], allow_unused: true)[0]?.to(ScalarType.Float64).MoveToOuterDisposeScope() : null;
            });
            gradients.Add(gradient ?? zeros_like(wanted, dtype: ScalarType.Float64));
        }
        return cat(gradients, 0).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        foreach (var batch in _copies.Values) batch.Dispose();
        _graph.Dispose();
        Cells.Dispose();
        Baseline.Dispose();
    }

    private IEnumerable<(int From, int To)> Chunks(int count)
    {
        var size = Math.Max(1, RowsAtOnce / Math.Max(1, NumNodes));
        for (var from = 0; from < count; from += size) yield return (from, Math.Min(count, from + size));
    }

    private GraphBatch Copies(int count)
    {
        if (!_copies.TryGetValue(count, out var batch)) _copies[count] = batch = GraphBatch.FromGraphs([.. Enumerable.Repeat(_graph, count)]);
        return batch;
    }

    private static Tensor MeanOf(SequenceGraphModel model)
    {
        if (model.Scaler is not { } scaler) return zeros([1, .. model.Options.NodeShape]);
        var shape = Enumerable.Repeat(1L, scaler.NodeShape.Count + 1).ToArray();
        shape[FeatureScaler.ChannelAxis(scaler.NodeShape) + 1] = scaler.Means.Length;
        return HostTensors.Create<float>(scaler.Means, shape);
    }

    private bool[] ValidCells()
    {
        var valid = new bool[NumNodes * Layout.Steps];
        Array.Fill(valid, true);
        if (_graph.Lengths is not { } given || !Layout.HasTime) return valid;
        var lengths = HostTensors.ToArray<long>(given);
        for (var cell = 0; cell < valid.Length; cell++) valid[cell] = cell % Layout.Steps < lengths[cell / Layout.Steps];
        return valid;
    }
}
