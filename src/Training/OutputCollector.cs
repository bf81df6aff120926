using GraphSeq.Datasets;

namespace GraphSeq.Training;

/// <summary>Gathers the outputs of batches, with the rows they belong to.</summary>
internal sealed class OutputCollector(TaskKind task)
{
    private readonly List<int> _rows = [];
    private readonly List<float> _outputs = [];
    private int _width;

    public void Add(ReadOnlySpan<int> rows, ReadOnlySpan<float> outputs, int width)
    {
        _width = width;
        _rows.AddRange(rows);
        _outputs.AddRange(outputs);
    }

    /// <summary>What was gathered so far.</summary>
    public (int[] Rows, float[] Outputs, int Width) State => ([.. _rows], [.. _outputs], _width);

    public Predictions ToPredictions() => new(task, _rows, _width, [.. _outputs]);
}
