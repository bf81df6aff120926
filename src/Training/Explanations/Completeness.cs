namespace GraphSeq.Training.Explanations;

/// <summary>The axiom that attributions of integrated gradients add up to what the output gains, and how far they are from it.</summary>
/// <param name="Full">Output on the graph as it is, <c>f(x)</c>.</param>
/// <param name="WithoutFeatures">Output with every feature at the baseline.</param>
/// <param name="WithoutEdges">Output with no message along any edge.</param>
/// <param name="FeatureGap">Sum of the cells less <c>Full - WithoutFeatures</c>.</param>
/// <param name="EdgeGap">Sum of the edges less <c>Full - WithoutEdges</c>.</param>
/// <param name="Steps">Points of the integral.</param>
public sealed record Completeness(double Full, double WithoutFeatures, double WithoutEdges, double FeatureGap, double EdgeGap, int Steps);
