namespace GraphSeq.Graph;

/// <summary>How the entries of a derived adjacency are weighted.</summary>
public enum AdjacencyScaling
{
    /// <summary>The weights as they are.</summary>
    None,

    /// <summary><c>D^-1/2 A D^-1/2</c>, as PyG's <c>gcn_norm</c>: the degree is the sum of the weights of incoming edges.</summary>
    Symmetric,

    /// <summary><c>D^-1 A</c>: the weights of a node's incoming edges sum to one.</summary>
    Row,

    /// <summary>One over the number of incoming edges, whatever their weights: a plain mean.</summary>
    Mean,
}

/// <summary>What happens to self-loops in a derived adjacency.</summary>
public enum SelfLoops
{
    /// <summary>They stay as they are.</summary>
    Keep,

    /// <summary>They are removed.</summary>
    Remove,

    /// <summary>Every node gets one more, beside those it has (PyG's <c>add_self_loops</c>).</summary>
    Add,

    /// <summary>Every node ends with exactly one (PyG's <c>add_remaining_self_loops</c>): the weight of the last it had, or the fill value.</summary>
    AddRemaining,

    /// <summary>Those a node has are removed, then every node gets one with the fill value.</summary>
    Replace,
}

/// <summary>A form derived from an adjacency: self-loops first, then scaling. Equal forms share one cached result.</summary>
/// <param name="Scaling">How entries are weighted.</param>
/// <param name="Loops">What happens to self-loops.</param>
/// <param name="LoopFill">Weight of an added self-loop.</param>
public readonly record struct AdjacencyForm(AdjacencyScaling Scaling, SelfLoops Loops = SelfLoops.Keep, float LoopFill = 1f)
{
    /// <summary>A plain mean over the edges as they are.</summary>
    public static AdjacencyForm Mean { get; } = new(AdjacencyScaling.Mean);

    /// <summary>PyG's <c>gcn_norm</c>: remaining self-loops with weight 1 (2 when <paramref name="improved"/>), symmetric scaling.</summary>
    /// <param name="improved">Self-loops weigh 2.</param>
    /// <param name="addSelfLoops">False scales the edges as they are.</param>
    public static AdjacencyForm Gcn(bool improved = false, bool addSelfLoops = true) =>
        new(AdjacencyScaling.Symmetric, addSelfLoops ? SelfLoops.AddRemaining : SelfLoops.Keep, improved ? 2f : 1f);
}
