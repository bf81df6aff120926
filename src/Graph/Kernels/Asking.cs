namespace GraphSeq.Graph.Kernels;

/// <summary>Whether a loop over entries asks ahead for what it gathers (<see cref="Prefetch"/>); a struct type argument, as the question alone costs
/// a small graph two parts in a hundred.</summary>
internal interface IAsking
{
    static abstract bool Asks { get; }
}

/// <summary>What is gathered is larger than a core's own cache.</summary>
internal readonly struct AskAhead : IAsking
{
    public static bool Asks => true;
}

/// <summary>What is gathered is in the cache.</summary>
internal readonly struct AskNothing : IAsking
{
    public static bool Asks => false;
}
