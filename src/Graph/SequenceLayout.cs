using static TorchSharp.torch;

namespace GraphSeq.Graph;

/// <summary>Goes between the node-major series of a batch, <c>[B · N, T, F]</c>, and the layouts that other libraries give spatio-temporal data in.</summary>
/// <remarks>Node n of sample b is row <c>b · N + n</c>, as in a batch of B graphs with N nodes each. Results are contiguous and owned by the caller;
/// every function is differentiable.</remarks>
public static class SequenceLayout
{
    /// <summary>From <c>[B, T, N, F]</c> (DCRNN, Graph WaveNet, PyTorch Geometric Temporal's batches).</summary>
    /// <param name="x">Samples, steps, nodes, features.</param>
    /// <returns><c>[B · N, T, F]</c>.</returns>
    /// <exception cref="ArgumentException">There are not four dimensions.</exception>
    public static Tensor FromBTNF(Tensor x) => Convert(x, "[B, T, N, F]", 4, t => t.permute(0, 2, 1, 3).flatten(0, 1));

    /// <summary>To <c>[B, T, N, F]</c>.</summary>
    /// <param name="series">Node-major series, <c>[B · N, T, F]</c>.</param>
    /// <param name="numNodes">Nodes of each sample, <c>N</c>.</param>
    /// <exception cref="ArgumentException">There are not three dimensions, or <paramref name="numNodes"/> does not divide the first.</exception>
    public static Tensor ToBTNF(Tensor series, long numNodes) => Convert(Split(series, numNodes), "", 4, t => t.permute(0, 2, 1, 3));

    /// <summary>From <c>[B, F, N, T]</c> (STGCN, ASTGCN).</summary>
    /// <param name="x">Samples, features, nodes, steps.</param>
    /// <returns><c>[B · N, T, F]</c>.</returns>
    /// <exception cref="ArgumentException">There are not four dimensions.</exception>
    public static Tensor FromBFNT(Tensor x) => Convert(x, "[B, F, N, T]", 4, t => t.permute(0, 2, 3, 1).flatten(0, 1));

    /// <summary>To <c>[B, F, N, T]</c>.</summary>
    /// <param name="series">Node-major series, <c>[B · N, T, F]</c>.</param>
    /// <param name="numNodes">Nodes of each sample, <c>N</c>.</param>
    /// <exception cref="ArgumentException">There are not three dimensions, or <paramref name="numNodes"/> does not divide the first.</exception>
    public static Tensor ToBFNT(Tensor series, long numNodes) => Convert(Split(series, numNodes), "", 4, t => t.permute(0, 3, 1, 2));

    /// <summary>From <c>[N, C, T, V, M]</c> (skeletons: samples, channels, steps, joints, persons), each person a graph of its own.</summary>
    /// <param name="x">Samples, channels, steps, joints, persons.</param>
    /// <returns><c>[N · M · V, T, C]</c>: row <c>(n · M + m) · V + v</c> is joint v of person m of sample n.</returns>
    /// <exception cref="ArgumentException">There are not five dimensions.</exception>
    public static Tensor FromNCTVM(Tensor x) => Convert(x, "[N, C, T, V, M]", 5, t => t.permute(0, 4, 3, 2, 1).flatten(0, 2));

    /// <summary>To <c>[N, C, T, V, M]</c>.</summary>
    /// <param name="series">Node-major series, <c>[N · M · V, T, C]</c>.</param>
    /// <param name="numJoints">Joints of each person, <c>V</c>.</param>
    /// <param name="numPersons">Persons of each sample, <c>M</c>.</param>
    /// <exception cref="ArgumentException">There are not three dimensions, or the numbers do not divide the first.</exception>
    public static Tensor ToNCTVM(Tensor series, long numJoints, long numPersons)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(numJoints, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(numPersons, 1);
        return Convert(Split(series, numJoints * numPersons), "", 4, t => t.unflatten(1, [numPersons, numJoints]).permute(0, 4, 3, 2, 1));
    }

    private static Tensor Split(Tensor series, long numNodes)
    {
        ArgumentNullException.ThrowIfNull(series);
        ArgumentOutOfRangeException.ThrowIfLessThan(numNodes, 1);
        if (series.Dimensions != 3 || series.shape[0] % numNodes != 0)
            Shapes.Fail(nameof(SequenceLayout), nameof(series), Shapes.Describe(series.shape), $"[B · {numNodes}, T, F]", "Every sample has as many rows.");
        return series.unflatten(0, [series.shape[0] / numNodes, numNodes]);                     // [B, N, T, F]
    }

    private static Tensor Convert(Tensor x, string layout, int dimensions, Func<Tensor, Tensor> change)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Dimensions != dimensions)
            Shapes.Fail(nameof(SequenceLayout), nameof(x), Shapes.Describe(x.shape), layout, $"It must have {dimensions} dimensions.");
        using var scope = NewDisposeScope();
        var changed = change(x).contiguous();
        return (ReferenceEquals(changed, x) ? changed.alias() : changed).MoveToOuterDisposeScope();
    }
}
