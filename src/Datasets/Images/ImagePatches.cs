namespace GraphSeq.Datasets;

/// <summary>Images as graphs: each is cut into a grid of patches, which are joined to their neighbours.</summary>
public static class ImagePatches
{
    /// <summary>A graph per image. Its nodes are the patches, row by row, with features <c>[C, H, W]</c>; or, with <see cref="PatchTime.Rows"/>, the
    /// grid's columns, left to right, with features <c>[T, C, H, W]</c>, T being the grid's rows.</summary>
    /// <param name="images">The images; their classes become the targets.</param>
    /// <param name="options">How to cut; null for the defaults.</param>
    /// <returns>The set; pixels are from 0 to 1, and edges go both ways.</returns>
    /// <exception cref="ArgumentException">The patches do not cover an image exactly, or the set would have more values than an array holds.</exception>
    public static GraphDataset ToGraphs(LabelledImages images, PatchOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(images);
        options ??= new PatchOptions();
        var grid = new PatchGrid(images.Channels, images.Height, images.Width, options);
        var byColumn = options.Time == PatchTime.Rows;
        var features = Allocate((long)images.Count * grid.Rows * grid.Columns * grid.NumValues, images.Name);
        var at = 0;
        for (var i = 0; i < images.Count; i++)
            for (var outer = 0; outer < (byColumn ? grid.Columns : grid.Rows); outer++)
                for (var inner = 0; inner < (byColumn ? grid.Rows : grid.Columns); inner++, at += grid.NumValues)
                    grid.Copy(images[i], byColumn ? inner : outer, byColumn ? outer : inner, features.AsSpan(at, grid.NumValues));
        var nodes = byColumn ? grid.Columns : grid.Rows * grid.Columns;
        return new GraphDataset(new GraphDatasetParts
        {
            Name = images.Name,
            NodePtr = RegularAdjacency.EqualPtr(images.Count, nodes),
            Adjacency = RegularAdjacency.Grids(images.Count, byColumn ? 1 : grid.Rows, grid.Columns, options.Neighbours),
            Features = features,
            NodeShape = byColumn ? [grid.Rows, .. grid.Shape] : grid.Shape,
            Targets = Targets.OfClasses(images.Labels.ToArray(), images.ClassNames),
            Report = images.Report,
            Notes = [.. images.Notes, FormattableString.Invariant(
                $"Each image of {images.Height} × {images.Width} is a grid of {grid.Rows} × {grid.Columns} patches of {options.Size} × {options.Size}.")],
        });
    }

    internal static float[] Allocate(long count, string name) => count <= Array.MaxLength
        ? GC.AllocateUninitializedArray<float>((int)count)
        : throw new ArgumentException($"{name}: the graphs would have {count} values, but an array holds {Array.MaxLength}. Take fewer, or smaller overlaps.");
}
