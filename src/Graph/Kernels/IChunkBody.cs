namespace GraphSeq.Graph.Kernels;

/// <summary>Work cut into chunks that may run at the same time on different threads: chunks write to places of their own.</summary>
internal interface IChunkBody
{
    /// <summary>Does one chunk. Which thread runs it, and when, is not known.</summary>
    /// <param name="chunk">Which chunk, in <c>[0, numChunks)</c>.</param>
    /// <param name="numChunks">How many chunks the work was cut into.</param>
    void Invoke(int chunk, int numChunks);
}
