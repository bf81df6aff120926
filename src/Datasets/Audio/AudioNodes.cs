namespace GraphSeq.Datasets;

/// <summary>What the nodes of a recording's graph are.</summary>
public enum AudioNodes
{
    /// <summary>Windows of time: overlapping stretches of frames, each with all mel bands. Longer recordings have more nodes.</summary>
    Windows,

    /// <summary>Groups of neighbouring mel bands, each over all time.</summary>
    Bands,
}
