namespace GraphSeq.Training.Explanations;

/// <summary>How a decision fades while what is said to carry it is taken away, the most important first; beside the same in random orders.</summary>
/// <param name="Fractions">Share taken away, from 0 to 1.</param>
/// <param name="Confidence">Probability of the decision (the value, for regression) at each share.</param>
/// <param name="RandomConfidence">Mean of it over random orders.</param>
/// <param name="Area">Area under <paramref name="Confidence"/>, from 0 to 1 for probabilities: the smaller, the more faithful.</param>
/// <param name="RandomArea">Mean area of random orders.</param>
/// <param name="RandomDeviation">Sample deviation of their areas.</param>
/// <param name="RandomOrders">Number of random orders.</param>
public sealed record DeletionCurve(
    IReadOnlyList<double> Fractions, IReadOnlyList<double> Confidence, IReadOnlyList<double> RandomConfidence, double Area, double RandomArea,
    double RandomDeviation, int RandomOrders);
