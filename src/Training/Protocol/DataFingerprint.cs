using System.Runtime.InteropServices;
using System.Security.Cryptography;
using GraphSeq.Datasets;

namespace GraphSeq.Training.Protocol;

/// <summary>Tells whether two data sets hold the same numbers.</summary>
public static class DataFingerprint
{
    /// <summary>SHA-256 over graphs, edges, features and targets; names do not count.</summary>
    /// <param name="dataset">The set.</param>
    /// <returns>64 hexadecimal digits in lower case.</returns>
    public static string Of(GraphDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(dataset.NodeShape);
        Add(dataset.NodePtr);
        Add(dataset.Adjacency.RowPtr);
        Add(dataset.Adjacency.Source);
        Add(dataset.Adjacency.Weight);
        Add(dataset.Features);
        foreach (var column in dataset.Categories) Add<int>(column.Values);
        Add(dataset.EdgeAttr);
        Add(dataset.Lengths);
        Add(dataset.Targets.Classes);
        Add(dataset.Targets.Values);
        if (dataset.Sequences is { } time)
            foreach (var part in new[] { time.FirstFrame, time.Steps, time.FramePtr, time.Topology, time.TopologyPtr, time.Nodes }) Add<int>(part);
        return Convert.ToHexStringLower(hash.GetHashAndReset());

        // The length first, so that two arrays do not run together.
        void Add<T>(ReadOnlySpan<T> values) where T : unmanaged
        {
            hash.AppendData(BitConverter.GetBytes((long)values.Length));
            hash.AppendData(MemoryMarshal.AsBytes(values));
        }
    }
}
