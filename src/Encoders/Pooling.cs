namespace GraphSeq.Encoders;

/// <summary>Pooling after a convolution.</summary>
public enum Pooling
{
    /// <summary>No pooling.</summary>
    None,

    /// <summary>The largest value of each window; padding counts as minus infinity.</summary>
    Max,

    /// <summary>The mean of each window; padding counts as zero, as in PyTorch's default.</summary>
    Mean,
}
