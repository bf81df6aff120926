using GraphSeq.Encoders;
using GraphSeq.Graph;
using static TorchSharp.torch;

namespace GraphSeq.Models;

public sealed partial class SequenceGraphModel
{
    /// <summary>Whether graph layers see one row per node: the encoder has read each series, and there is one graph to pass the vectors on.</summary>
    private bool IsByNode(GraphBatch batch) => IsSequenceFirst && !Options.PerStep && batch.Snapshots is null;

    private SnapshotIndex Unroll(GraphBatch batch) => Options.TimeSteps is { } steps ? batch.Unroll(steps) : batch.Unroll();

    /// <summary>Graph layers on the rows of all snapshots, valid steps alone; encoder before or behind them.</summary>
    private Tensor EmbedBySnapshot(Tensor x, GraphBatch batch)
    {
        var snapshots = Unroll(batch);
        var mask = snapshots.Mask(x.dtype, x.device);
        var rows = batch.Snapshots is null ? snapshots.ToRows(AsSeries(x)) : x;                          // [R, ...]
        if (mask is not null) rows = rows.where(mask.view([-1, .. Enumerable.Repeat(1L, rows.shape.Length - 1)]) > 0, 0);
        if (IsSequenceFirst) rows = RowsFirst(rows, snapshots);
        if (rows.shape[1] != _layers.RowSize) throw new ArgumentException(
            $"SequenceGraphModel: Order sequence-first without an Encoder, or with FeatureSkip, reads a node's {Options.NodeShape[0]} steps at once, but the batch " +
            "has graphs that change from step to step. Set an Encoder without FeatureSkip, or Order graph-first.", nameof(batch));
        var edgeAttr = EdgeFeatures(batch) is { } edges && batch.Snapshots is null ? snapshots.OfSnapshots(edges) : EdgeFeatures(batch);
        var layers = Seen(_layers.Run(rows, snapshots.Adjacency, edgeAttr, snapshots.Rows, training, snapshots, mask));
        if (Options.Order == ModelOrder.ReadoutFirst) return ReduceSequences(ReadOut(layers, snapshots.Rows), snapshots);
        if (!IsSequenceFirst && _encoder is not null) layers = [Options.PerStep ? EncodeRows(layers[^1], snapshots) : EncodeSeries(layers[^1], snapshots)];
        else if (!Options.PerStep) layers = layers.ConvertAll(layer => Reduce(layer, snapshots));
        return ReadOut(layers, Options.PerStep ? snapshots.Rows : batch.Index);
    }

    private Tensor AsSeries(Tensor x) => x.Dimensions == 2 ? x.reshape(x.shape[0], Options.TimeSteps!.Value, -1) : x;

    /// <summary>What the graph layers see of each step where the encoder comes first.</summary>
    private Tensor RowsFirst(Tensor rows, SnapshotIndex snapshots)
    {
        if (_encoder is null) return rows.flatten(1);
        var encoded = EncodeRows(rows, snapshots);
        return Options.FeatureSkip ? cat([encoded, rows.flatten(1)], 1) : encoded;
    }

    /// <summary>Each node's series through the encoder, a vector for every step.</summary>
    private Tensor EncodeRows(Tensor rows, SnapshotIndex snapshots) =>
        snapshots.ToRows(_encoder!.EncodeSteps(snapshots.ToSeries(rows), snapshots.Lengths(rows.device)));

    private Tensor EncodeSeries(Tensor rows, SnapshotIndex snapshots) => _encoder!.call(snapshots.ToSeries(rows), snapshots.Lengths(rows.device));

    /// <summary>A node's steps to one row, where no encoder does it behind the graph layers.</summary>
    private Tensor Reduce(Tensor rows, SnapshotIndex snapshots)
    {
        var reduction = Options.Order == ModelOrder.GraphRecurrent ? TimeReduction.Last
            : IsSequenceFirst && _encoder is not null ? _encoder.Options.Reduction : TimeReduction.Mean;
        if (reduction == TimeReduction.Attention)
            throw new ArgumentException(
                "SequenceGraphModel: Encoder.Reduction attention weighs the encoder's own steps, but where graphs change from step to step the graph layers come " +
                "first. Use last, mean or max, or Order graph-first.");
        return ReduceSeries(snapshots.ToSeries(rows), snapshots.Lengths(rows.device), reduction);
    }

    /// <summary>The snapshots' rows to one row per sequence, or to rows that know what came before.</summary>
    private Tensor ReduceSequences(Tensor perSnapshot, SnapshotIndex snapshots)
    {
        if (_encoder is null && Options.PerStep) return perSnapshot;
        var (series, lengths) = (snapshots.ToSequences(perSnapshot), snapshots.SequenceLengths(perSnapshot.device));
        if (_encoder is null) return ReduceSeries(series, lengths, TimeReduction.Mean);
        return Options.PerStep ? snapshots.ToSnapshots(_encoder.EncodeSteps(series, lengths)) : _encoder.call(series, lengths);
    }

    private static Tensor ReduceSeries(Tensor series, Tensor? lengths, TimeReduction reduction)
    {
        var counts = lengths is null ? null : HostTensors.ToArray<long>(lengths);
        return reduction == TimeReduction.Last ? TimePooling.Last(series, counts, series.shape[2]) : TimePooling.Reduce(series, counts, reduction, null);
    }
}
