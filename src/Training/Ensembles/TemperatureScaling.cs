using GraphSeq.Datasets;
using MathNet.Numerics;

namespace GraphSeq.Training.Ensembles;

/// <summary>One number by which all logits are divided, so that confidence is met by accuracy; classes stay as they are.</summary>
/// <remarks><see href="https://arxiv.org/abs/1706.04599">Guo, Pleiss, Sun, Weinberger, "On Calibration of Modern Neural Networks", 2017</see>,
/// eq. (9).</remarks>
public static class TemperatureScaling
{
    private const double LargestLog = 4;

    /// <summary>The temperature with the least cross-entropy, between <c>e^-4</c> and <c>e^4</c>.</summary>
    /// <param name="predictions">Of rows the model has not learnt from: the validation part.</param>
    /// <param name="targets">All targets of the data set.</param>
    /// <exception cref="ArgumentException">The task is not single-label classification, or there are no rows.</exception>
    public static double Fit(Predictions predictions, Targets targets)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        if (predictions.Task != TaskKind.Classification)
            throw new ArgumentException("TemperatureScaling: only single-label classification has a temperature.", nameof(predictions));
        return Math.Exp(FindMinimum.OfScalarFunctionConstrained(
            log => Evaluation.LossOf(Apply(predictions, Math.Exp(log)), targets), -LargestLog, LargestLog, tolerance: 1e-5));
    }

    /// <summary>Divides all logits.</summary>
    /// <param name="predictions">They stay as they are.</param>
    /// <param name="temperature">Above 0.</param>
    public static Predictions Apply(Predictions predictions, double temperature)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        return predictions with { Outputs = Array.ConvertAll(predictions.Outputs, x => (float)(x / temperature)) };
    }
}
