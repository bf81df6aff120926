namespace GraphSeq.Graph.Readouts;

/// <summary>How <see cref="JumpingKnowledge"/> joins the layers' rows.</summary>
public enum JumpingKnowledgeMode
{
    /// <summary>Side by side.</summary>
    Cat,

    /// <summary>Column-wise maximum.</summary>
    Max,

    /// <summary>Weighted sum, the weights from a bidirectional LSTM over the layers.</summary>
    Lstm,
}
