using static TorchSharp.torch;

namespace GraphSeq.Graph;

/// <summary>Rows brought together by an index in any order, so that <see cref="Segments"/> can work on them.</summary>
/// <remarks>Rows of a group keep their order. Tensors it returns belong to the dispose scope that is open then.</remarks>
internal sealed class RowGroups
{
    private readonly int[]? _order;
    private readonly Device _device;

    /// <summary>Groups by index.</summary>
    /// <param name="index">The group of each row, <c>[N]</c> int64, in any order.</param>
    /// <param name="numGroups">Number of groups; null for the largest + 1.</param>
    /// <param name="owner">Who asks, in messages.</param>
    /// <param name="argument">What the caller calls the index.</param>
    public RowGroups(Tensor index, long? numGroups, string owner, string argument = "index")
    {
        ArgumentNullException.ThrowIfNull(index, argument);
        if (index.Dimensions != 1 || index.dtype != ScalarType.Int64)
            Shapes.Fail(owner, argument, Shapes.Describe(index), "[numRows] Int64", "It holds the group of each row.");
        var groups = HostTensors.ToArray<long>(index);
        var count = checked((int)(numGroups ?? (groups.Length == 0 ? 0 : groups.Max() + 1)));
        var ptr = new int[count + 1];
        var ascending = true;
        for (var i = 0; i < groups.Length; i++)
        {
            if (groups[i] < 0 || groups[i] >= count)
                Shapes.Fail(owner, $"{argument}[{i}]", $"{groups[i]}", $"in [0, {count})", "Ids start at 0.");
            ptr[groups[i] + 1]++;
            ascending &= i == 0 || groups[i] >= groups[i - 1];
        }
        for (var g = 0; g < count; g++) ptr[g + 1] += ptr[g];
        (Index, _device) = (new BatchIndex(ptr), index.device);
        if (ascending) return;
        _order = new int[groups.Length];
        var next = ptr.AsSpan(0, count).ToArray();
        for (var i = 0; i < groups.Length; i++) _order[next[groups[i]]++] = i;
    }

    /// <summary>Groups that are known already.</summary>
    /// <param name="ptr">Offsets of the groups, <c>[G + 1]</c>.</param>
    /// <param name="order">The row at each place; null when rows stand in that order.</param>
    /// <param name="device">Where the rows are.</param>
    public RowGroups(int[] ptr, int[]? order, Device device) => (Index, _order, _device) = (new BatchIndex(ptr), order, device);

    /// <summary>The groups as segments of the rows in <see cref="Together"/>'s order.</summary>
    public BatchIndex Index { get; }

    /// <summary>The rows, group after group.</summary>
    public Tensor Together(Tensor rows) => _order is null ? rows : rows.index_select(0, ToTensor(_order));

    /// <summary>Undoes <see cref="Together"/>.</summary>
    public Tensor Apart(Tensor rows)
    {
        if (_order is null) return rows;
        var place = new int[_order.Length];
        for (var i = 0; i < place.Length; i++) place[_order[i]] = i;
        return rows.index_select(0, ToTensor(place));
    }

    /// <summary>For each row its place within its group, <c>[N]</c> int64, in the order rows were given.</summary>
    public Tensor PlaceInGroup()
    {
        var ptr = Index.Ptr;
        var place = new long[Index.NumNodes];
        for (var g = 0; g < Index.NumGraphs; g++)
            for (var i = ptr[g]; i < ptr[g + 1]; i++) place[_order is null ? i : _order[i]] = i - ptr[g];
        return HostTensors.Create(place, [place.Length], _device);
    }

    /// <summary>One row per group: <c>[N, ...] -> [G, ...]</c>.</summary>
    public Tensor Reduce(Tensor rows, Reduction reduction)
    {
        var together = Together(rows);
        return reduction switch
        {
            Reduction.Sum => Segments.Sum(together, Index),
            Reduction.Mean => Segments.Mean(together, Index),
            Reduction.Min => Segments.Min(together, Index),
            Reduction.Max => Segments.Max(together, Index),
            Reduction.Mul => Product(together),
            Reduction.Any => Last(together),
            _ => throw new ArgumentOutOfRangeException(nameof(reduction), reduction, "There is no such reduction."),
        };
    }

    /// <summary>Multiplies neighbours pairwise until one row is left per group: the gradient is exact where factors are 0.</summary>
    private Tensor Product(Tensor rows)
    {
        var ptr = Index.Ptr.ToArray();
        for (var first = true; first || Longest(ptr) > 1; first = false)
        {
            List<int> left = [], right = [];
            var next = new int[ptr.Length];
            for (var g = 0; g < ptr.Length - 1; g++)
            {
                // The row behind the last is all ones: it stands for what a group lacks.
                var ones = ptr[^1];
                if (ptr[g] == ptr[g + 1]) Add(ones, ones);
                for (var i = ptr[g]; i < ptr[g + 1]; i += 2) Add(i, i + 1 < ptr[g + 1] ? i + 1 : ones);
                next[g + 1] = left.Count;
            }
            var padded = cat([rows, ones([1, .. rows.shape[1..]], rows.dtype, rows.device)], 0);
            rows = padded.index_select(0, ToTensor([.. left])) * padded.index_select(0, ToTensor([.. right]));
            ptr = next;

            void Add(int l, int r)
            {
                left.Add(l);
                right.Add(r);
            }
        }
        return rows;
    }

    private Tensor Last(Tensor rows)
    {
        var last = new int[Index.NumGraphs];
        for (var g = 0; g < last.Length; g++) last[g] = Index.Ptr[g + 1] > Index.Ptr[g] ? Index.Ptr[g + 1] - 1 : Index.NumNodes;
        return cat([rows, zeros([1, .. rows.shape[1..]], rows.dtype, rows.device)], 0).index_select(0, ToTensor(last));
    }

    private static int Longest(int[] ptr)
    {
        var longest = 0;
        for (var g = 1; g < ptr.Length; g++) longest = Math.Max(longest, ptr[g] - ptr[g - 1]);
        return longest;
    }

    private Tensor ToTensor(int[] values) => HostTensors.Create(Array.ConvertAll(values, v => (long)v), [values.Length], _device);
}
