namespace GraphSeq.Training.Metrics;

/// <summary>The rows whose confidence lies between two bounds.</summary>
/// <param name="Lower">Confidence above this.</param>
/// <param name="Upper">Confidence up to this.</param>
/// <param name="Count">Number of rows.</param>
/// <param name="Confidence">Their mean confidence; 0 without rows.</param>
/// <param name="Accuracy">Share of them that is right; 0 without rows.</param>
public sealed record ReliabilityBin(double Lower, double Upper, int Count, double Confidence, double Accuracy);
