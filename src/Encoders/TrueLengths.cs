using GraphSeq.Graph;
using static TorchSharp.torch;

namespace GraphSeq.Encoders;

/// <summary>The true length of each signal along an axis, so that what lies behind it never shows.</summary>
/// <param name="Values">Lengths on the host.</param>
internal sealed record TrueLengths(long[] Values)
{
    /// <summary>Checks lengths against the padded length.</summary>
    public static TrueLengths? From(Tensor? lengths, long numNodes, long padded, string owner)
    {
        if (lengths is null) return null;
        if (lengths.Dimensions != 1 || lengths.shape[0] != numNodes || lengths.dtype != ScalarType.Int64)
            Shapes.Fail(owner, nameof(lengths), Shapes.Describe(lengths), $"[{numNodes}] Int64", "One true length per node.");
        var values = HostTensors.ToArray<long>(lengths);
        for (var i = 0; i < values.Length; i++)
            if (values[i] < 1 || values[i] > padded)
                throw new ArgumentException($"{owner}: lengths[{i}] is {values[i]} but must be in [1, {padded}], the length of x in time.", nameof(lengths));
        return Array.TrueForAll(values, length => length == padded) ? null : new TrueLengths(values);
    }

    /// <summary>The lengths behind a layer.</summary>
    public TrueLengths Through(Func<long, int, long> output) => new([.. Values.Select(output)]);

    /// <summary>As a column that broadcasts against <c>[N, length]</c>.</summary>
    public Tensor Column(Device device) => HostTensors.Create(Values, [Values.Length, 1], device);

    /// <summary>True where a position is real: <c>[N, length]</c> bool.</summary>
    public Tensor Mask(long length, Device device) => arange(length, device: device).unsqueeze(0) < Column(device);

    /// <summary>Fills what lies behind the true lengths along one axis.</summary>
    public Tensor Fill(Tensor x, int axis, double value)
    {
        var shape = Enumerable.Repeat(1L, (int)x.Dimensions).ToArray();
        (shape[0], shape[axis]) = (x.shape[0], x.shape[axis]);
        return x.masked_fill(Mask(x.shape[axis], x.device).logical_not().view(shape), value);
    }
}
