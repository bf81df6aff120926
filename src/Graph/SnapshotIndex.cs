using static TorchSharp.torch;

namespace GraphSeq.Graph;

/// <summary>Where the rows of a batch of graph sequences stand: node by node in a snapshot, snapshot by snapshot in a sequence, sequence by
/// sequence. Between rows <c>[R, ...]</c> and series <c>[N, T, ...]</c> it goes both ways; there is no row for what is padding in a series.</summary>
/// <remarks>A node that is absent from a snapshot has no row in it; its series are the steps where it is present, side by side. Tensors are made when
/// asked for; <see cref="Dispose"/> frees them. Until then safe from several threads at once.</remarks>
public sealed class SnapshotIndex : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SparseAdjacency _source;
    private readonly int[] _blocks, _blockPtr, _nodes;
    private readonly long[]? _nodeLengths;
    private readonly IndexTensor _nodeCells, _snapshotCells;
    private readonly Dictionary<int, SnapshotStep> _steps = [];
    private readonly List<SparseAdjacency> _scaled = [];
    private SparseAdjacency? _adjacency;
    private IndexTensor? _edges, _lengths, _sequenceLengths, _byStep;

    /// <param name="sequencePtr">First snapshot of each sequence and, last, their number.</param>
    /// <param name="rowPtr">First row of each snapshot and, last, their number.</param>
    /// <param name="nodes">Node of each row.</param>
    /// <param name="numNodes">Nodes of all sequences.</param>
    /// <param name="source">Block-diagonal adjacency that has the snapshots' edges.</param>
    /// <param name="blocks">Block of each snapshot.</param>
    /// <param name="blockPtr">First node of each block and, last, their number.</param>
    /// <param name="nodeLengths">Steps that are valid of each node, where rows behind them exist; null where there are none.</param>
    internal SnapshotIndex(
        int[] sequencePtr, int[] rowPtr, int[] nodes, int numNodes, SparseAdjacency source, int[] blocks, int[] blockPtr, long[]? nodeLengths = null)
    {
        (Sequences, Rows, _nodes, NumNodes) = (new BatchIndex(sequencePtr), new BatchIndex(rowPtr), nodes, numNodes);
        (_source, _blocks, _blockPtr, _nodeLengths) = (source, blocks, blockPtr, nodeLengths);
        for (var g = 0; g < NumSequences; g++) MaxSteps = Math.Max(MaxSteps, sequencePtr[g + 1] - sequencePtr[g]);
        _nodeCells = new IndexTensor(NodeCells(nodes, numNodes, MaxSteps));
        _snapshotCells = new IndexTensor(SnapshotCells());
    }

    /// <summary>The sequence of each snapshot.</summary>
    public BatchIndex Sequences { get; }

    /// <summary>The snapshot of each row; what a readout of snapshots takes.</summary>
    public BatchIndex Rows { get; }

    /// <summary>Number of sequences, <c>G</c>.</summary>
    public int NumSequences => Sequences.NumGraphs;

    /// <summary>Number of snapshots of all sequences, <c>S</c>.</summary>
    public int NumSnapshots => Sequences.NumNodes;

    /// <summary>Number of rows, <c>R</c>: nodes of all snapshots.</summary>
    public int NumRows => Rows.NumNodes;

    /// <summary>Number of nodes of all sequences, <c>N</c>.</summary>
    public int NumNodes { get; }

    /// <summary>Steps of the longest sequence, <c>T</c>.</summary>
    public int MaxSteps { get; }

    /// <summary>The node of each row, <c>[R]</c>, in <c>[0, N)</c>.</summary>
    public ReadOnlySpan<int> Nodes => _nodes;

    /// <summary>The edges of all snapshots, block-diagonal on the rows; owned by this object.</summary>
    public SparseAdjacency Adjacency => _source.MessageScale is not null ? Scaled(_blocks) : Once.Get(
        ref _adjacency, _gate, this, static self => self._source.SelectBlocks(self._blocks, self._blockPtr));

    /// <summary>Series of the nodes, 0 behind their ends.</summary>
    /// <param name="rows">Rows, <c>[R, ...]</c>.</param>
    /// <returns><c>[N, T, ...]</c>, owned by the caller.</returns>
    /// <exception cref="ArgumentException">There is another number of rows.</exception>
    public Tensor ToSeries(Tensor rows) => Scatter(rows, NumRows, _nodeCells, NumNodes, nameof(rows));

    /// <summary>Rows of series; what stands behind a node's end is not read.</summary>
    /// <param name="series">Series of the nodes, <c>[N, T, ...]</c>.</param>
    /// <returns><c>[R, ...]</c>, owned by the caller.</returns>
    /// <exception cref="ArgumentException">The shape is another.</exception>
    public Tensor ToRows(Tensor series) => Gather(series, NumNodes, _nodeCells, nameof(series));

    /// <summary>Series of the sequences, 0 behind their ends.</summary>
    /// <param name="perSnapshot">A row per snapshot, <c>[S, ...]</c>.</param>
    /// <returns><c>[G, T, ...]</c>, owned by the caller.</returns>
    /// <exception cref="ArgumentException">There is another number of rows.</exception>
    public Tensor ToSequences(Tensor perSnapshot) => Scatter(perSnapshot, NumSnapshots, _snapshotCells, NumSequences, nameof(perSnapshot));

    /// <summary>A row per snapshot of series; what stands behind a sequence's end is not read.</summary>
    /// <param name="series">Series of the sequences, <c>[G, T, ...]</c>.</param>
    /// <returns><c>[S, ...]</c>, owned by the caller.</returns>
    /// <exception cref="ArgumentException">The shape is another.</exception>
    public Tensor ToSnapshots(Tensor series) => Gather(series, NumSequences, _snapshotCells, nameof(series));

    /// <summary>True length of each node's series, <c>[N]</c> int64; null when all have <see cref="MaxSteps"/>. Owned by this object.</summary>
    public Tensor? Lengths(Device? device = null) => Ragged(
        Once.Get(ref _lengths, _gate, this, static self => new IndexTensor(self._nodeLengths ?? Counts(self._nodes, self.NumNodes))), device);

    /// <summary>True length of each sequence, <c>[G]</c> int64; null when all have <see cref="MaxSteps"/>. Owned by this object.</summary>
    public Tensor? SequenceLengths(Device? device = null) => Ragged(
        Once.Get(ref _sequenceLengths, _gate, this, static self => new IndexTensor(StepsOf(self.Sequences))), device);

    /// <summary>1 for rows that are valid, 0 for those behind their node's own length, <c>[R, 1]</c>; null where all are valid.</summary>
    internal Tensor? Mask(ScalarType dtype, Device device)
    {
        if (_nodeLengths is null) return null;
        var mask = new float[NumRows];
        for (var row = 0; row < mask.Length; row++) mask[row] = _nodeCells.Values[row] % MaxSteps < _nodeLengths[_nodes[row]] ? 1 : 0;
        using var host = HostTensors.Create<float>(mask, [NumRows, 1], device);
        return host.to(dtype);
    }

    /// <summary>Edge features of all snapshots, from those of the source's blocks.</summary>
    /// <param name="edgeAttr">In the order of the source's edges.</param>
    internal Tensor OfSnapshots(Tensor edgeAttr) => edgeAttr.index_select(
        0, Once.Get(ref _edges, _gate, this, static self => new IndexTensor(self.EdgesOf(self._blocks))).On(edgeAttr.device));

    /// <summary>The snapshots of one step, of the sequences that are that long; owned by this object.</summary>
    internal SnapshotStep Step(int step)
    {
        lock (_gate) return _steps.TryGetValue(step, out var known) && _source.MessageScale is null ? known : _steps[step] = MakeStep(step);
    }

    /// <summary>Brings rows that stand step by step, in each the rows of <see cref="Step"/>, into this index's order.</summary>
    internal Tensor FromSteps(Tensor rows) => rows.index_select(
        0, Once.Get(ref _byStep, _gate, this, static self => new IndexTensor(self.PlacesByStep())).On(rows.device));

    /// <summary>The same rows with the edges of another adjacency on them.</summary>
    internal SnapshotIndex On(SparseAdjacency rows) =>
        new(Sequences.PtrArray, Rows.PtrArray, _nodes, NumNodes, rows, [.. Enumerable.Range(0, NumSnapshots)], Rows.PtrArray, _nodeLengths);

    /// <summary>Another object over the same arrays, with tensors of its own.</summary>
    internal SnapshotIndex Share() => new(Sequences.PtrArray, Rows.PtrArray, _nodes, NumNodes, _source, _blocks, _blockPtr, _nodeLengths);

    /// <summary>The snapshots of graphs that stay: one per step, each with the whole graph.</summary>
    /// <param name="index">The graph of each node.</param>
    /// <param name="adjacency">The graphs' edges.</param>
    /// <param name="steps">Steps of each graph.</param>
    /// <param name="nodeLengths">True length of each node's series; null when each is as long as its graph's.</param>
    internal static SnapshotIndex OfSeries(BatchIndex index, SparseAdjacency adjacency, int[] steps, long[]? nodeLengths)
    {
        var sequencePtr = new int[steps.Length + 1];
        for (var g = 0; g < steps.Length; g++) sequencePtr[g + 1] = sequencePtr[g] + steps[g];
        var (rowPtr, blocks) = (new int[sequencePtr[^1] + 1], new int[sequencePtr[^1]]);
        for (var g = 0; g < steps.Length; g++)
            for (var snapshot = sequencePtr[g]; snapshot < sequencePtr[g + 1]; snapshot++)
                (blocks[snapshot], rowPtr[snapshot + 1]) = (g, checked(rowPtr[snapshot] + index.Ptr[g + 1] - index.Ptr[g]));
        var nodes = new int[rowPtr[^1]];
        for (var snapshot = 0; snapshot < blocks.Length; snapshot++)
            for (var row = rowPtr[snapshot]; row < rowPtr[snapshot + 1]; row++) nodes[row] = index.Ptr[blocks[snapshot]] + row - rowPtr[snapshot];
        return new SnapshotIndex(sequencePtr, rowPtr, nodes, index.NumNodes, adjacency, blocks, index.PtrArray, nodeLengths);
    }

    /// <summary>Frees the tensors made here.</summary>
    public void Dispose()
    {
        foreach (var part in new IDisposable?[] { Sequences, Rows, _nodeCells, _snapshotCells, _adjacency, _edges, _lengths, _sequenceLengths, _byStep })
            part?.Dispose();
        foreach (var step in _steps.Values) step.Dispose();
        foreach (var adjacency in _scaled) adjacency.Dispose();
        _scaled.Clear();
        _steps.Clear();
    }

    /// <summary>Blocks of a source whose messages are scaled. Made anew for every call, as the scale's gradients are.</summary>
    private SparseAdjacency Scaled(int[] blocks)
    {
        using var edges = new IndexTensor(EdgesOf(blocks));
        var scale = _source.MessageScale!;
        var scaled = _source.SelectBlocks(blocks, _blockPtr).WithMessageScale(scale.index_select(0, edges.On(scale.device)));
        lock (_gate) _scaled.Add(scaled);
        return scaled;
    }

    private SnapshotStep MakeStep(int step)
    {
        List<int> blocks = [];
        List<long> rows = [];
        for (var g = 0; g < NumSequences; g++)
        {
            var snapshot = Sequences.Ptr[g] + step;
            if (snapshot >= Sequences.Ptr[g + 1]) continue;
            blocks.Add(_blocks[snapshot]);
            for (var row = Rows.Ptr[snapshot]; row < Rows.Ptr[snapshot + 1]; row++) rows.Add(row);
        }
        // Where graphs stay and none has ended, the step's edges are those of the batch, whose derived forms are there already.
        var isWhole = blocks.Count == _blockPtr.Length - 1 && blocks.Index().All(entry => entry.Item == entry.Index);
        var isShared = isWhole || _source.MessageScale is not null;
        var adjacency = isWhole ? _source : isShared ? Scaled([.. blocks]) : _source.SelectBlocks([.. blocks], _blockPtr);
        var nodes = rows.ConvertAll(row => (long)_nodes[row]).ToArray();
        var hasAllNodes = nodes.Length == NumNodes && nodes.Index().All(entry => entry.Item == entry.Index);
        return new SnapshotStep(new IndexTensor([.. rows]), new IndexTensor(nodes), adjacency, isShared, hasAllNodes);
    }

    private long[] PlacesByStep()
    {
        var places = new long[NumRows];
        var place = 0L;
        for (var step = 0; step < MaxSteps; step++)
            foreach (var row in Step(step).Rows.Values) places[row] = place++;
        return places;
    }

    private static long[] StepsOf(BatchIndex sequences)
    {
        var steps = new long[sequences.NumGraphs];
        for (var g = 0; g < steps.Length; g++) steps[g] = sequences.Ptr[g + 1] - sequences.Ptr[g];
        return steps;
    }

    private long[] EdgesOf(int[] blocks)
    {
        List<long> edges = [];
        foreach (var block in blocks)
            for (var e = _source.RowPtr[_blockPtr[block]]; e < _source.RowPtr[_blockPtr[block + 1]]; e++) edges.Add(e);
        return [.. edges];
    }

    private Tensor? Ragged(IndexTensor lengths, Device? device) => Array.TrueForAll(lengths.Values, length => length == MaxSteps) ? null : lengths.On(device);

    private Tensor Scatter(Tensor rows, int numRows, IndexTensor cells, int numSeries, string argument)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Dimensions == 0 || rows.shape[0] != numRows)
            Shapes.Fail(nameof(SnapshotIndex), argument, Shapes.Describe(rows.shape), $"[{numRows}, ...]", "One row per node of every snapshot, or one per snapshot.");
        using var scope = NewDisposeScope();
        long[] rest = rows.shape[1..];
        var grid = zeros([(long)numSeries * MaxSteps, .. rest], rows.dtype, rows.device);
        return grid.index_copy(0, cells.On(rows.device), rows).view([numSeries, MaxSteps, .. rest]).MoveToOuterDisposeScope();
    }

    private Tensor Gather(Tensor series, int numSeries, IndexTensor cells, string argument)
    {
        ArgumentNullException.ThrowIfNull(series);
        if (series.Dimensions < 2 || series.shape[0] != numSeries || series.shape[1] < MaxSteps)
            Shapes.Fail(nameof(SnapshotIndex), argument, Shapes.Describe(series.shape), $"[{numSeries}, {MaxSteps}, ...]", "Pass series of this batch.");
        using var scope = NewDisposeScope();
        return series.narrow(1, 0, MaxSteps).flatten(0, 1).index_select(0, cells.On(series.device)).MoveToOuterDisposeScope();
    }

    /// <summary>Place of each row in <c>[N · T]</c>: a node's rows stand side by side from step 0 on.</summary>
    private static long[] NodeCells(int[] nodes, int numNodes, int maxSteps)
    {
        var cells = new long[nodes.Length];
        var seen = new int[numNodes];
        for (var row = 0; row < cells.Length; row++) cells[row] = (long)nodes[row] * maxSteps + seen[nodes[row]]++;
        return cells;
    }

    private long[] SnapshotCells()
    {
        var cells = new long[NumSnapshots];
        for (var g = 0; g < NumSequences; g++)
            for (var snapshot = Sequences.Ptr[g]; snapshot < Sequences.Ptr[g + 1]; snapshot++)
                cells[snapshot] = (long)g * MaxSteps + snapshot - Sequences.Ptr[g];
        return cells;
    }

    private static long[] Counts(int[] nodes, int numNodes)
    {
        var counts = new long[numNodes];
        foreach (var node in nodes) counts[node]++;
        return counts;
    }
}
