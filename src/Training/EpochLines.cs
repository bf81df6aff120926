using System.Globalization;
using System.Text;

namespace GraphSeq.Training;

/// <summary>Writes a line for each epoch: its losses, the task's metrics on the training and the validation part, step size and seconds.</summary>
/// <remarks>Classification and labels: accuracy. Regression: mean absolute error and R²; its loss is the mean squared error.</remarks>
public sealed class EpochLines : IProgress<TrainingProgress>
{
    private readonly TextWriter? _writer;
    private readonly int _every;

    /// <summary>Creates the writer of lines.</summary>
    /// <param name="writer">Where lines go; null: standard output.</param>
    /// <param name="every">Lines for every so many epochs, and for the last; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="every"/> is below 1.</exception>
    public EpochLines(TextWriter? writer = null, int every = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(every, 1);
        (_writer, _every) = (writer, every);
    }

    /// <summary>Writes the line of an epoch that is complete; other reports are passed over.</summary>
    public void Report(TrainingProgress value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Completed is { } epoch && (epoch.Epoch % _every == 0 || epoch.Epoch == value.Epochs))
            (_writer ?? Console.Out).WriteLine(Describe(epoch, value.Epochs));
    }

    /// <summary>One epoch in one line, in the invariant culture.</summary>
    /// <param name="epoch">The epoch.</param>
    /// <param name="epochs">Epochs planned.</param>
    public static string Describe(EpochRecord epoch, int epochs)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        var total = epochs.ToString(CultureInfo.InvariantCulture);
        var line = new StringBuilder($"epoch {epoch.Epoch.ToString(CultureInfo.InvariantCulture).PadLeft(total.Length)}/{total}");
        Append(epoch.Train, "");
        if (epoch.Validation is { } validation) Append(validation, "validation ");
        return line.Append(CultureInfo.InvariantCulture, $"  lr {epoch.LearningRate:0.00e-0}  {epoch.Seconds:0.00} s").ToString();

        void Append(Evaluation evaluation, string part)
        {
            line.Append(CultureInfo.InvariantCulture, $"  {part}loss {evaluation.Loss:0.0000}");
            if (evaluation.Accuracy is { } accuracy) line.Append(CultureInfo.InvariantCulture, $"  {part}accuracy {accuracy:0.000}");
            if (evaluation.MeanAbsoluteError is { } error) line.Append(CultureInfo.InvariantCulture, $"  {part}MAE {error:0.000}");
            if (evaluation.R2 is { } r2) line.Append(CultureInfo.InvariantCulture, $"  {part}R² {r2:0.000}");
        }
    }
}
