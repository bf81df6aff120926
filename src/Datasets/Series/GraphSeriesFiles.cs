namespace GraphSeq.Datasets;

/// <summary>Text files that hold one series on one graph: values, and one of adjacency matrix, edge list and distances. Immutable.</summary>
public sealed record GraphSeriesFiles
{
    /// <summary>The values: one row per step, one column per node; an empty field, or nan, is a missing value.</summary>
    public required string Values { get; init; }

    /// <summary>Whether the first row of the values names the nodes. Default: true.</summary>
    public bool HasHeader { get; init; } = true;

    /// <summary>A number that stands for a missing value (METR-LA: 0); null for none.</summary>
    public float? MissingValue { get; init; }

    /// <summary>What is measured. Default: value.</summary>
    public string ChannelName { get; init; } = "value";

    /// <summary>The series' name; null for the name of the values' file.</summary>
    public string? Name { get; init; }

    /// <summary>Adjacency matrix without a header: row i, column j is the weight of the edge from i to j, 0 for none.</summary>
    public string? Adjacency { get; init; }

    /// <summary>Edge list: source, target and, where there is a third column, weight. Nodes by their names where the values have a header, else numbered from
    /// 0; a header line is allowed.</summary>
    public string? Edges { get; init; }

    /// <summary>Distances along roads, as DCRNN has them: source, target, distance, nodes as in <see cref="Edges"/>. Rows with a node that has no values are left
    /// out. A weight is <c>exp(-(d / sigma)^2)</c>, 0 below <see cref="GaussianThreshold"/>.</summary>
    /// <remarks><see href="https://arxiv.org/abs/1707.01926">Y. Li et al., "Diffusion Convolutional Recurrent Neural Network", 2018</see>.</remarks>
    public string? Distances { get; init; }

    /// <summary>Width of the Gaussian kernel, above 0; null for the standard deviation of the distances.</summary>
    public double? GaussianSigma { get; init; }

    /// <summary>Weights below it are no edges, in [0, 1). Default: 0.1.</summary>
    public double GaussianThreshold { get; init; } = 0.1;

    /// <summary>Adds the reverse of every edge of an edge list or of distances that has none. Default: false.</summary>
    public bool Undirected { get; init; }

    internal void Validate()
    {
        List<string> problems = [];
        if (new[] { Adjacency, Edges, Distances }.Count(file => file is not null) != 1) problems.Add("Exactly one of Adjacency, Edges and Distances must be set.");
        if (GaussianSigma is { } sigma && !(sigma > 0 && double.IsFinite(sigma))) problems.Add($"GaussianSigma is {sigma} but must be above 0, or null.");
        if (!(GaussianThreshold is >= 0 and < 1)) problems.Add($"GaussianThreshold is {GaussianThreshold} but must be in [0, 1).");
        if (Distances is null && GaussianSigma is not null) problems.Add("GaussianSigma is set, but it belongs to Distances.");
        if (problems.Count > 0) throw new ArgumentException($"GraphSeriesFiles: {string.Join(" ", problems)}");
    }
}
