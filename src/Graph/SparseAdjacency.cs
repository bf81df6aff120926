using System.Numerics;
using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace GraphSeq.Graph;

/// <summary>The edges of a graph, or of a block-diagonal batch of graphs, as compressed sparse rows by target node.</summary>
/// <remarks>
/// Row <c>i</c> lists the nodes <c>j</c> with an edge <c>j -> i</c>, ascending; equal edges stay side by side. Immutable. Forms derived from it
/// (self-loops, normalisation) and its transpose are computed on first use and kept; so are index tensors, which <see cref="Dispose"/> frees.
/// Safe from several threads at once, from the first use on; <see cref="Dispose"/> must not meet another call.
/// </remarks>
public sealed class SparseAdjacency : IDisposable
{
    private readonly Lock _gate = new();
    private readonly float[]? _weight;
    private readonly Func<double[]>? _exactWeights;
    private readonly SparseAdjacency? _derivedFrom;
    private readonly BlockSelection? _selection;
    private readonly int _numSources;
    private readonly OnceByKey<AdjacencyForm, SparseAdjacency> _forms;
    private StrongBox<Csr>? _rows;
    private StrongBox<int[]?>? _origin;
    private AdjacencyTensors? _tensors;
    private BatchIndex? _entriesByTarget;
    private SparseAdjacency? _reversed;
    private SparseAdjacency? _unweighted;
    private StrongBox<Csr>? _transpose;
    private float[]? _transposeWeight;
    private StrongBox<bool>? _isSymmetric;
    private double[]? _exact;

    private SparseAdjacency(
        Csr csr, float[]? weight, Func<double[]>? exactWeights = null, SparseAdjacency? derivedFrom = null, int? numSources = null)
    {
        (_forms, _rows, _origin) = (new(_gate), new(csr), new(csr.Origin));
        (_weight, _exactWeights, _derivedFrom) = (weight, exactWeights, derivedFrom);
        (NumNodes, _numSources) = (csr.NumRows, numSources ?? csr.NumRows);
    }

    /// <summary>Blocks of another one; its arrays are copied when they are asked for, as often only those of a derived form are.</summary>
    private SparseAdjacency(BlockSelection selection)
    {
        (_forms, _selection) = (new(_gate), selection);
        _weight = selection.Source._weight is { } weight ? selection.Stretches(weight) : null;
        HasDoubleWeights = selection.Source.HasDoubleWeights;
        NumNodes = _numSources = selection.NumRows;
    }

    /// <summary>Number of nodes, <c>N</c>; of a bipartite graph the number of targets.</summary>
    public int NumNodes { get; }

    /// <summary>Number of nodes that edges may come from: <see cref="NumNodes"/>, unless the graph is bipartite.</summary>
    public int NumSources => _numSources;

    /// <summary>Number of directed edges, <c>E</c>.</summary>
    public int NumEdges => Rows.NumEntries;

    /// <summary>Offsets of each target node's entries, <c>[N + 1]</c>.</summary>
    public ReadOnlySpan<int> RowPtr => Rows.RowPtr;

    /// <summary>Source node of each entry, <c>[E]</c>.</summary>
    public ReadOnlySpan<int> Source => Rows.Column;

    /// <summary>For each entry the edge it stands for in the order edges were given, -1 for an added self-loop; empty when entry <c>e</c> is edge <c>e</c>.</summary>
    public ReadOnlySpan<int> EdgeId => Origin;

    /// <summary>Constant weight of each entry, <c>[E]</c>; empty when every weight is 1.</summary>
    public ReadOnlySpan<float> Weight => _weight;

    /// <summary>True when the transpose has the same entries and weights; computed once.</summary>
    public bool IsSymmetric => Once.Get(
        ref _isSymmetric, _gate, this, static self => new(self._selection?.Source.IsSymmetric == true || self.ComputeSymmetry())).Value;

    /// <summary>The rows without <see cref="Csr.Origin"/>: what products need.</summary>
    internal Csr Rows => Once.Get(ref _rows, _gate, this, static self => new(self._selection!.Rows(self._selection.Source.Rows))).Value;

    internal Csr Csr => Rows with { Origin = Origin };

    private int[]? Origin => Once.Get(
        ref _origin, _gate, this, static self => new(self._selection!.Origins(self._selection.Source.Csr, self._selection.Source.Base?.Rows))).Value;

    internal float[]? WeightArray => _weight;

    /// <summary>True when weights were given in double precision: <see cref="ExactWeights"/> then has digits that <see cref="Weight"/> lacks.</summary>
    internal bool HasDoubleWeights { get; private init; }

    /// <summary>Number of edges as they were given: without self-loops that a form added, with those it removed.</summary>
    internal int NumGivenEdges => GivenEdges ?? _derivedFrom?.NumGivenEdges
        ?? _selection?.CountEntries((_selection.Source.Base ?? _selection.Source).RowPtr) ?? NumEdges;

    /// <summary>What <see cref="NumGivenEdges"/> is where neither a form nor blocks tell.</summary>
    private int? GivenEdges { get; init; }

    /// <summary>What messages are multiplied by, one value per edge in the order edges were given, <c>[E]</c>; added self-loops keep theirs. Null for 1.</summary>
    internal Tensor? MessageScale { get; private init; }

    /// <summary>The same edges, the message along each multiplied by a value behind all that a layer does to it (normalisation, attention), as the
    /// edge masks of PyG's explanations are. Forms derived from it do the same.</summary>
    /// <param name="scale">A value per edge in the order edges were given, <c>[E]</c>; differentiable, and the caller's.</param>
    internal SparseAdjacency WithMessageScale(Tensor scale) => new(Csr, _weight, _exactWeights, _derivedFrom, _numSources)
    {
        MessageScale = scale,
        HasDoubleWeights = HasDoubleWeights,
        GivenEdges = NumGivenEdges,
    };

    /// <summary>What this one is a derived form of, or blocks of one; null for edges as given.</summary>
    private SparseAdjacency? Base => _derivedFrom ?? (_selection?.Source.Base is { } whole ? whole.SelectBlocks(_selection.Blocks, _selection.BlockPtr) : null);

    /// <summary>From PyG's edge index.</summary>
    /// <param name="edgeIndex">Edges, <c>[2, E]</c> int64: row 0 sources, row 1 targets, ids in <c>[0, numNodes)</c>.</param>
    /// <param name="numNodes">Number of nodes, <c>N</c>.</param>
    /// <param name="edgeWeight">Constant weights, <c>[E]</c>; null for 1. Float64 is kept, for operations in Float64. A weight that is to be learned goes to
    /// the layer instead.</param>
    /// <exception cref="ArgumentException">A shape or element type is not as above, or an id is no node.</exception>
    public static SparseAdjacency FromEdgeIndex(Tensor edgeIndex, long numNodes, Tensor? edgeWeight = null)
    {
        RequireCount(numNodes, nameof(numNodes));
        return FromBipartite(edgeIndex, numNodes, numNodes, edgeWeight);
    }

    /// <summary>From PyG's edge index between two sets of nodes that are numbered apart.</summary>
    /// <param name="edgeIndex">Edges, <c>[2, E]</c> int64: row 0 sources in <c>[0, numSources)</c>, row 1 targets in <c>[0, numTargets)</c>.</param>
    /// <param name="numSources">Number of source nodes.</param>
    /// <param name="numTargets">Number of target nodes.</param>
    /// <param name="edgeWeight">Constant weights, <c>[E]</c>; null for 1. Float64 is kept, for operations in Float64.</param>
    /// <exception cref="ArgumentException">A shape or element type is not as above, or an id is no node.</exception>
    public static SparseAdjacency FromBipartite(Tensor edgeIndex, long numSources, long numTargets, Tensor? edgeWeight = null)
    {
        RequireCount(numSources, nameof(numSources));
        RequireCount(numTargets, nameof(numTargets));
        Shapes.RequireEdgeIndex(edgeIndex, nameof(SparseAdjacency));
        var ids = HostTensors.ToArray<long>(edgeIndex);
        var numEdges = ids.Length / 2;
        var (source, target) = (new int[numEdges], new int[numEdges]);
        for (var e = 0; e < numEdges; e++)
        {
            RequireNode(ids[e], 0, e, numSources);
            RequireNode(ids[numEdges + e], 1, e, numTargets);
            (source[e], target[e]) = ((int)ids[e], (int)ids[numEdges + e]);
        }
        if (edgeWeight is not null && (edgeWeight.Dimensions != 1 || edgeWeight.shape[0] != numEdges))
            throw new ArgumentException(
                $"SparseAdjacency: edgeWeight is {Shapes.Describe(edgeWeight)} but must be [{numEdges}], one per edge.", nameof(edgeWeight));
        var weight = edgeWeight is null ? null : HostTensors.ToArray<float>(edgeWeight);
        var exact = edgeWeight?.dtype == ScalarType.Float64 ? HostTensors.ToArray<double>(edgeWeight) : null;
        return Build(source, target, (int)numSources, (int)numTargets, weight, exact);
    }

    /// <summary>From arrays of node ids.</summary>
    /// <param name="source">Source of each edge, <c>[E]</c>.</param>
    /// <param name="target">Target of each edge, <c>[E]</c>.</param>
    /// <param name="numNodes">Number of nodes.</param>
    /// <param name="weight">Constant weights, <c>[E]</c>; empty for 1.</param>
    /// <exception cref="ArgumentException">The lengths differ or an id is no node.</exception>
    public static SparseAdjacency FromEdges(ReadOnlySpan<int> source, ReadOnlySpan<int> target, int numNodes, ReadOnlySpan<float> weight = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(numNodes);
        if (source.Length != target.Length)
            throw new ArgumentException($"SparseAdjacency: {source.Length} sources but {target.Length} targets; there must be one of each per edge.");
        if (!weight.IsEmpty && weight.Length != source.Length)
            throw new ArgumentException($"SparseAdjacency: {weight.Length} weights for {source.Length} edges.", nameof(weight));
        for (var e = 0; e < source.Length; e++)
        {
            RequireNode(source[e], 0, e, numNodes);
            RequireNode(target[e], 1, e, numNodes);
        }
        return Build(source, target, numNodes, numNodes, weight);
    }

    /// <summary>From rows that are sorted by column already (readers and stores check them themselves).</summary>
    internal static SparseAdjacency FromSortedRows(int[] rowPtr, int[] source, float[]? weight = null) => new(new Csr(rowPtr, source, null), weight);

    /// <summary>Another object over the same arrays, whose edges are the entries: the order they were given in is forgotten.</summary>
    internal SparseAdjacency InRowOrder() =>
        new(Rows with { Origin = null }, _weight, _exactWeights, numSources: NumSources) { HasDoubleWeights = HasDoubleWeights };

    /// <summary>This adjacency with self-loops and weights as the form says; computed once and kept (the result belongs to this object).</summary>
    /// <param name="form">Self-loop treatment and scaling.</param>
    /// <exception cref="InvalidOperationException">Symmetric scaling is asked of a bipartite graph.</exception>
    public SparseAdjacency Derive(AdjacencyForm form)
    {
        if (form.Scaling == AdjacencyScaling.Symmetric && NumSources != NumNodes)
            throw new InvalidOperationException(
                $"SparseAdjacency: symmetric scaling needs one set of nodes, but this graph has {NumSources} sources and {NumNodes} targets.");
        if (form is { Scaling: AdjacencyScaling.None, Loops: SelfLoops.Keep }) return this;
        return _forms.Get(form, this, static (self, form) => self._selection is { } selection
            ? selection.Source.Derive(form).SelectBlocks(selection.Blocks, selection.BlockPtr)
            : self.Compute(form));
    }

    /// <summary>The same edges, each with weight 1; made once and kept (the result belongs to this object).</summary>
    public SparseAdjacency Unweighted() => _weight is null ? this : Once.Get(
        ref _unweighted, _gate, this,
        static self => new(self.Csr, null, numSources: self.NumSources) { MessageScale = self.MessageScale, GivenEdges = self.NumGivenEdges });

    /// <summary>The same edges the other way round, with the same edge ids and weights; made once and kept (the result belongs to this object).</summary>
    public SparseAdjacency Reversed() => Once.Get(ref _reversed, _gate, this, static self => self.Reverse());

    /// <summary>The block-diagonal union of some blocks of this block-diagonal adjacency: slices are copied and shifted, nothing is sorted.</summary>
    /// <param name="blocks">Block numbers, in the order wanted; one may come twice.</param>
    /// <param name="blockPtr">First node of each block and, last, the number of nodes. Not copied.</param>
    internal SparseAdjacency SelectBlocks(int[] blocks, int[] blockPtr)
    {
        if (Origin is not null && Base is null)
            throw new InvalidOperationException("SparseAdjacency: blocks can be taken only from an adjacency whose edges are stored in row order.");
        return new SparseAdjacency(new BlockSelection(this, blocks, blockPtr));
    }

    /// <summary>Rows by source node: for node <c>j</c> the targets <c>i</c> of its edges <c>j -> i</c>; <c>Origin</c> is the entry here.</summary>
    internal Csr Transpose() => Once.Get(
        ref _transpose, _gate, this, static self => new(self._selection is { } selection ? TransposeOf(selection) : self.Rows.Transposed(self.NumSources))).Value;

    /// <summary>The transpose as the backward pass of a constant-weight product needs it: the same arrays when symmetric.</summary>
    internal (int[] RowPtr, int[] Column, float[]? Weight) TransposeForConstantWeights()
    {
        if (IsSymmetric) return (Rows.RowPtr, Rows.Column, _weight);
        var transpose = Transpose();
        var weight = _weight is null ? null : Once.Get(
            ref _transposeWeight, _gate, this, static self => Gather<float>(self._weight, self.Transpose().Origin));
        return (transpose.RowPtr, transpose.Column, weight);
    }

    /// <summary>Weights in double precision; for a derived form computed in double, not rounded to float first. Null when all are 1.</summary>
    internal double[]? ExactWeights() => _weight is null ? null : Once.Get(
        ref _exact, _gate, this,
        static self => self._selection is { } selection ? selection.Stretches(selection.Source.ExactWeights()!)
            : self._exactWeights?.Invoke() ?? Array.ConvertAll(self._weight!, w => (double)w));

    /// <summary>The weights as a kernel of the element type reads them, float or double; null when all are 1.</summary>
    internal T[]? WeightsOf<T>() where T : unmanaged => (T[]?)(object?)(typeof(T) == typeof(float) ? _weight : ExactWeights());

    /// <summary>Index and weight tensors on a device, made once and owned by this object.</summary>
    internal AdjacencyTensors Tensors => Once.Get(ref _tensors, _gate, this, static self => new AdjacencyTensors(self));

    /// <summary>Entries as segments of their targets; owned by this object.</summary>
    internal BatchIndex EntriesByTarget => Once.Get(ref _entriesByTarget, _gate, this, static self => new BatchIndex(self.Rows.RowPtr));

    /// <summary>Another object over the same arrays, with tensors of its own.</summary>
    internal SparseAdjacency Share() => _selection is { } selection ? new(selection) : new(Csr, _weight, _exactWeights, _derivedFrom, _numSources)
    {
        HasDoubleWeights = HasDoubleWeights,
        GivenEdges = GivenEdges,
    };

    /// <summary>PyG's edge index of the entries, in this object's order.</summary>
    /// <returns><c>[2, E]</c> int64, row 0 sources, row 1 targets; owned by the caller.</returns>
    public Tensor ToEdgeIndex()
    {
        var ids = new long[2 * NumEdges];
        var rows = Rows.ExpandRows();
        for (var e = 0; e < NumEdges; e++) (ids[e], ids[NumEdges + e]) = (Rows.Column[e], rows[e]);
        return HostTensors.Create(ids, [2, NumEdges]);
    }

    /// <summary>Frees the tensors this object and its derived forms have made.</summary>
    public void Dispose()
    {
        _tensors?.Dispose();
        _entriesByTarget?.Dispose();
        (_tensors, _entriesByTarget) = (null, null);
        _forms.Dispose();
        _reversed?.Dispose();
        _unweighted?.Dispose();
    }

    private SparseAdjacency Compute(AdjacencyForm form)
    {
        var structure = AdjacencyDerivation.Structure(Csr, form.Loops, NumSources);
        double[] Exact() => HasDoubleWeights ? AdjacencyDerivation.Weights<double>(structure, ExactWeights(), form)
            : AdjacencyDerivation.Weights<float>(structure, _weight, form);
        var unweighted = _weight is null && form.Scaling == AdjacencyScaling.None && form.LoopFill == 1f;
        var weight = unweighted ? null : Array.ConvertAll(Exact(), w => (float)w);
        var edgeId = structure.Origin is null ? Origin : ComposeOrigin(structure.Origin);
        var derived = structure with { Origin = edgeId };
        return new SparseAdjacency(derived, weight, unweighted ? null : Exact, derivedFrom: this, numSources: NumSources)
        {
            MessageScale = MessageScale,
            HasDoubleWeights = HasDoubleWeights,
        };
    }

    private SparseAdjacency Reverse()
    {
        var transpose = Transpose();
        var entries = transpose.Origin!;
        var weight = _weight is null ? null : Gather<float>(_weight, entries);
        Func<double[]>? exact = _weight is null ? null : () => Gather<double>(ExactWeights()!, entries);
        return new SparseAdjacency(transpose with { Origin = ComposeOrigin(entries) }, weight, exact, numSources: NumNodes)
        {
            MessageScale = MessageScale,
            HasDoubleWeights = HasDoubleWeights,
            GivenEdges = NumGivenEdges,
        };
    }

    private static SparseAdjacency Build(
        ReadOnlySpan<int> source, ReadOnlySpan<int> target, int numSources, int numTargets, ReadOnlySpan<float> weight, double[]? exact = null)
    {
        var csr = Csr.FromEdges(target, source, numTargets, numSources);
        Func<double[]>? inRowOrder = null;
        if (exact is not null && !weight.IsEmpty)
        {
            var rows = Gather<double>(exact, csr.Origin);
            inRowOrder = () => rows;
        }
        return new SparseAdjacency(csr, weight.IsEmpty ? null : Gather(weight, csr.Origin), inRowOrder, numSources: numSources)
        {
            HasDoubleWeights = inRowOrder is not null,
        };
    }

    private int[] ComposeOrigin(int[] entries) =>
        Origin is not { } origin ? entries : Array.ConvertAll(entries, e => e == AdjacencyDerivation.AddedLoop ? e : origin[e]);

    private bool ComputeSymmetry()
    {
        if (NumSources != NumNodes) return false;
        var transpose = Transpose();
        if (!transpose.RowPtr.AsSpan().SequenceEqual(Rows.RowPtr) || !transpose.Column.AsSpan().SequenceEqual(Rows.Column)) return false;
        if (_weight is null) return true;
        return IsSymmetricIn<float>(_weight, transpose.Origin!) && (!HasDoubleWeights || IsSymmetricIn<double>(ExactWeights()!, transpose.Origin!));
    }

    private static bool IsSymmetricIn<T>(T[] weight, int[] transposed) where T : unmanaged, IEqualityOperators<T, T, bool>
    {
        for (var e = 0; e < weight.Length; e++)
            if (weight[transposed[e]] != weight[e]) return false;
        return true;
    }

    private static Csr TransposeOf(BlockSelection selection)
    {
        var transpose = selection.Source.Transpose();
        return selection.Rows(transpose) with { Origin = selection.Origins(transpose, selection.Source.Rows) };
    }

    private static T[] Gather<T>(ReadOnlySpan<T> values, int[]? index)
    {
        if (index is null) return values.ToArray();
        var result = new T[index.Length];
        for (var i = 0; i < result.Length; i++) result[i] = values[index[i]];
        return result;
    }

    private static void RequireCount(long count, string argument)
    {
        if (count is < 0 or > int.MaxValue)
            throw new ArgumentOutOfRangeException(argument, count, $"SparseAdjacency: {argument} must be in [0, {int.MaxValue}].");
    }

    private static void RequireNode(long id, int row, int edge, long numNodes)
    {
        if (id >= 0 && id < numNodes) return;
        throw new ArgumentException(
            $"SparseAdjacency: edgeIndex[{row}, {edge}] is {id} but must be in [0, {numNodes}). Check numNodes, or that ids start at 0.");
    }
}
