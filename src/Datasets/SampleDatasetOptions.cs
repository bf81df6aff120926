namespace GraphSeq.Datasets;

/// <summary>Size and seed of the built-in sample. Immutable; vary a copy with <c>with</c>.</summary>
public sealed record SampleDatasetOptions
{
    /// <summary>Number of graphs, half of each class; at least 2. Default: 300.</summary>
    public int NumGraphs { get; init; } = 300;

    /// <summary>Standard deviation of the noise on every value (a pulse is 1 high), at least 0. Default: 0.15.</summary>
    public double Noise { get; init; } = 0.15;

    /// <summary>Decides everything. Default: 0.</summary>
    public long Seed { get; init; }

    internal void Validate()
    {
        List<string> problems = [];
        if (NumGraphs < 2) problems.Add($"NumGraphs is {NumGraphs} but must be at least 2.");
        if (!(Noise >= 0 && double.IsFinite(Noise))) problems.Add($"Noise is {Noise} but must be at least 0.");
        if (problems.Count > 0) throw new ArgumentException($"SampleDatasetOptions: {string.Join(" ", problems)}");
    }
}
