namespace GraphSeq.Encoders;

/// <summary>How the recurrent layer's outputs <c>h_1 … h_T</c> become one vector. Steps behind a node's length never take part.</summary>
public enum TimeReduction
{
    /// <summary>The state after the last step; if bidirectional, with the backward direction's state after it has read the first step.</summary>
    Last,

    /// <summary>The mean over time.</summary>
    Mean,

    /// <summary>The maximum over time, feature by feature.</summary>
    Max,

    /// <summary><c>sum_t a_t h_t</c> with <c>a = softmax_t(w · tanh(h_t))</c>, w the parameter <c>attention.weight</c>
    /// (<see href="https://aclanthology.org/P16-2034/">P. Zhou et al., 2016</see>, eq. (9) to (11), without the last tanh).</summary>
    Attention,
}
