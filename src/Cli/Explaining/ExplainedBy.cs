using GraphSeq.Training.Explanations;

namespace GraphSeq.Cli.Explaining;

/// <summary>One method's answer about a graph, and how far it can be trusted.</summary>
/// <param name="Explanation">The answer.</param>
/// <param name="Faithfulness">Its deletion curves.</param>
/// <param name="Stability">How much it agrees with itself.</param>
/// <param name="StabilityIs">What was changed for that, in words.</param>
internal sealed record ExplainedBy(Explanation Explanation, Faithfulness Faithfulness, Stability Stability, string StabilityIs);
