namespace GraphSeq.Graph.Convolutions;

/// <summary>Features per node on the way in: one number, or for a bipartite graph one for sources and one for targets, <c>(5, 3)</c>.</summary>
public readonly record struct InputChannels
{
    /// <summary>Features of sources and targets, apart.</summary>
    /// <param name="source">Features per source node; at least 1.</param>
    /// <param name="target">Features per target node; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public InputChannels(long source, long target)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(source, 1, "inChannels");
        ArgumentOutOfRangeException.ThrowIfLessThan(target, 1, "inChannels");
        (Source, Target, IsPair) = (source, target, true);
    }

    private InputChannels(long both) : this(both, both)
    {
        IsPair = false;
    }

    /// <summary>Features per source node.</summary>
    public long Source { get; }

    /// <summary>Features per target node.</summary>
    public long Target { get; }

    /// <summary>True when sources and targets were given apart; some layers then have a weight for each.</summary>
    public bool IsPair { get; }

    /// <summary>The same number for sources and targets.</summary>
    /// <param name="both">Features per node; at least 1.</param>
    public static implicit operator InputChannels(long both) => new(both);

    /// <summary>Sources and targets apart.</summary>
    /// <param name="pair">Features per source node and per target node; at least 1.</param>
    public static implicit operator InputChannels((long Source, long Target) pair) => new(pair.Source, pair.Target);
}
