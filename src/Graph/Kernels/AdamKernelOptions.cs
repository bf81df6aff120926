namespace GraphSeq.Graph.Kernels;

/// <summary>The numbers of an Adam step.</summary>
/// <param name="LearningRate">Step size.</param>
/// <param name="Beta1">Share of the old running mean that is kept.</param>
/// <param name="Beta2">Share of the old running mean of squares that is kept.</param>
/// <param name="Epsilon">Added to the root of the mean of squares.</param>
/// <param name="WeightDecay">Strength of the decay; 0 for none.</param>
/// <param name="DecouplesWeightDecay">Whether values shrink (AdamW), or the decay is part of the gradient (Adam).</param>
internal readonly record struct AdamKernelOptions(double LearningRate, double Beta1, double Beta2, double Epsilon, double WeightDecay,
    bool DecouplesWeightDecay);
