namespace GraphSeq.Datasets.Transforms;

/// <summary>Exact neighbours of points: a k-d tree. Equally distant points are ordered by number, so that results do not depend on the tree.</summary>
/// <remarks>Distances are computed in float64 from float32 coordinates, squared and in the order of the coordinates.</remarks>
internal sealed class KdTree
{
    private const int LeafSize = 16;
    private readonly float[] _points;
    private readonly int _dimensions;
    private readonly int[] _order;
    private readonly int[] _axis;                           // by the place of the point that splits

    /// <param name="points">Row-major, <c>[N, dimensions]</c>; finite.</param>
    /// <param name="dimensions">Coordinates of a point.</param>
    public KdTree(float[] points, int dimensions)
    {
        (_points, _dimensions) = (points, dimensions);
        _order = new int[points.Length / dimensions];
        _axis = new int[_order.Length];
        for (var i = 0; i < _order.Length; i++) _order[i] = i;
        Build(0, _order.Length);
    }

    /// <summary>The nearest points, from near to far.</summary>
    /// <param name="query">The number of a point, which is not its own neighbour unless <paramref name="withItself"/>.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="radius">How far at most, that distance included.</param>
    /// <param name="withItself">Whether the point counts among its neighbours.</param>
    public List<int> Neighbours(int query, int count, double radius, bool withItself)
    {
        if (count < 1) return [];
        var found = new SortedSet<(double Distance, int Point)>();
        Search(0, _order.Length, query, count, radius * radius, withItself, found);
        return [.. found.Select(entry => entry.Point)];
    }

    private void Build(int first, int end)
    {
        if (end - first <= LeafSize) return;
        var (axis, middle) = (WidestAxis(first, end), (first + end) / 2);
        var keys = new float[end - first];
        for (var i = first; i < end; i++) keys[i - first] = Coordinate(_order[i], axis);
        keys.AsSpan().Sort(_order.AsSpan(first, end - first));
        _axis[middle] = axis;
        Build(first, middle);
        Build(middle + 1, end);
    }

    private void Search(int first, int end, int query, int count, double limit, bool withItself, SortedSet<(double Distance, int Point)> found)
    {
        if (end - first <= LeafSize)
        {
            for (var i = first; i < end; i++) Offer(_order[i]);
            return;
        }
        var middle = (first + end) / 2;
        var gap = (double)Coordinate(query, _axis[middle]) - Coordinate(_order[middle], _axis[middle]);
        Offer(_order[middle]);
        if (gap <= 0) Search(first, middle, query, count, limit, withItself, found);
        else Search(middle + 1, end, query, count, limit, withItself, found);
        // Not "<": the far side may hold a point as near as the last one kept, with a smaller number.
        if (gap * gap > limit || (found.Count == count && gap * gap > found.Max.Distance)) return;
        if (gap <= 0) Search(middle + 1, end, query, count, limit, withItself, found);
        else Search(first, middle, query, count, limit, withItself, found);

        void Offer(int point)
        {
            if (point == query && !withItself) return;
            var distance = Distance(query, point);
            if (distance > limit || (found.Count == count && (distance, point).CompareTo(found.Max) >= 0)) return;
            found.Add((distance, point));
            if (found.Count > count) found.Remove(found.Max);
        }
    }

    private double Distance(int a, int b)
    {
        var sum = 0.0;
        for (var d = 0; d < _dimensions; d++)
        {
            var gap = (double)Coordinate(a, d) - Coordinate(b, d);
            sum += gap * gap;
        }
        return sum;
    }

    private float Coordinate(int point, int axis) => _points[point * _dimensions + axis];

    private int WidestAxis(int first, int end)
    {
        var (widest, extent) = (0, -1.0);
        for (var d = 0; d < _dimensions; d++)
        {
            var (least, most) = (float.PositiveInfinity, float.NegativeInfinity);
            for (var i = first; i < end; i++)
            {
                var value = Coordinate(_order[i], d);
                (least, most) = (Math.Min(least, value), Math.Max(most, value));
            }
            if ((double)most - least > extent) (widest, extent) = (d, (double)most - least);
        }
        return widest;
    }
}
