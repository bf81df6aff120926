namespace GraphSeq.Datasets;

/// <summary>How an image is cut into a grid of square patches. Immutable; vary a copy with <c>with</c>.</summary>
public sealed record PatchOptions
{
    /// <summary>Rows and columns of a patch; at least 1. Default: 7.</summary>
    public int Size { get; init; } = 7;

    /// <summary>Pixels from one patch to the next, at least 1: below <see cref="Size"/> they overlap. Default: null, the size.</summary>
    public int? Stride { get; init; }

    /// <summary>Black pixels added on each side; at least 0. Default: 0.</summary>
    public int Padding { get; init; }

    /// <summary>Which patches are joined. Default: the four next ones.</summary>
    public GridNeighbours Neighbours { get; init; }

    /// <summary>What of the grid becomes time. Default: nothing.</summary>
    public PatchTime Time { get; init; }

    /// <summary>Adds two channels with each pixel's row and column in the image, both from -1 to 1
    /// (<see href="https://arxiv.org/abs/1807.03247">Liu et al., "CoordConv", 2018</see>); layers that treat all nodes alike cannot tell where a patch
    /// lies otherwise. Default: false.</summary>
    public bool Positions { get; init; }

    internal int Step => Stride ?? Size;

    internal void Validate()
    {
        List<string> problems = [];
        if (Size < 1) problems.Add($"Size is {Size} but must be at least 1.");
        if (Stride < 1) problems.Add($"Stride is {Stride} but must be at least 1, or null.");
        if (Padding < 0) problems.Add($"Padding is {Padding} but must be at least 0.");
        if (!Enum.IsDefined(Neighbours)) problems.Add($"Neighbours is {Neighbours}, which is not one of {string.Join(", ", Enum.GetNames<GridNeighbours>())}.");
        if (!Enum.IsDefined(Time)) problems.Add($"Time is {Time}, which is not one of {string.Join(", ", Enum.GetNames<PatchTime>())}.");
        if (problems.Count > 0) throw new ArgumentException($"PatchOptions: {string.Join(" ", problems)}");
    }
}
