namespace GraphSeq.Datasets;

/// <summary>How the triangles of a mel filter bank are scaled.</summary>
public enum MelNorm
{
    /// <summary>Not: each is 1 high.</summary>
    None,

    /// <summary>Divided by half the width of the band, so that all have about one area.</summary>
    Slaney,
}
