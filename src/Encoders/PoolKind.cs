namespace GraphSeq.Encoders;

/// <summary>What a pooling window keeps.</summary>
public enum PoolKind
{
    /// <summary>No pooling.</summary>
    None,

    /// <summary>The largest value.</summary>
    Max,

    /// <summary>The mean.</summary>
    Mean,
}
