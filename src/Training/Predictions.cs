using GraphSeq.Datasets;

namespace GraphSeq.Training;

/// <summary>What a model says about some rows (graphs or nodes) of a data set.</summary>
/// <param name="Task">What the outputs mean.</param>
/// <param name="Rows">Graph of each row, or node for a node task; as in the data set.</param>
/// <param name="Width">Outputs per row, <c>K</c>.</param>
/// <param name="Outputs">Row-major <c>[rows, K]</c>: logits, or values for regression.</param>
public sealed record Predictions(TaskKind Task, IReadOnlyList<int> Rows, int Width, float[] Outputs)
{
    /// <summary>The outputs of one row.</summary>
    /// <param name="row">Position in <see cref="Rows"/>.</param>
    public ReadOnlySpan<float> this[int row] => Outputs.AsSpan(row * Width, Width);

    /// <summary>Class with the largest logit of each row; the lower one of two that are equal.</summary>
    /// <exception cref="InvalidOperationException">The task is not single-label classification.</exception>
    public long[] ToClasses()
    {
        if (Task != TaskKind.Classification) throw new InvalidOperationException($"Predictions: a {Task} task has no single class per row.");
        var classes = new long[Rows.Count];
        for (var row = 0; row < classes.Length; row++)
        {
            var logits = this[row];
            for (var k = 1; k < Width; k++)
                if (logits[k] > logits[(int)classes[row]]) classes[row] = k;
        }
        return classes;
    }

    /// <summary>Probabilities in row-major order: softmax over the classes, or the sigmoid of each label.</summary>
    /// <exception cref="InvalidOperationException">The task is no classification.</exception>
    public double[] ToProbabilities()
    {
        if (Task is not (TaskKind.Classification or TaskKind.MultiLabelClassification))
            throw new InvalidOperationException($"Predictions: a {Task} task has no probabilities.");
        if (Task == TaskKind.MultiLabelClassification) return Array.ConvertAll(Outputs, z => 1 / (1 + Math.Exp(-z)));
        var probabilities = new double[Outputs.Length];
        for (var row = 0; row < Rows.Count; row++)
        {
            var logNormalizer = Evaluation.LogSumExp(this[row]);
            for (var k = 0; k < Width; k++) probabilities[row * Width + k] = Math.Exp(this[row][k] - logNormalizer);
        }
        return probabilities;
    }
}
