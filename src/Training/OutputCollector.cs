using GraphSeq.Datasets;
using GraphSeq.Graph;
using static TorchSharp.torch;

namespace GraphSeq.Training;

/// <summary>Gathers the outputs of batches, with the rows they belong to.</summary>
internal sealed class OutputCollector(TaskKind task)
{
    private readonly List<int> _rows = [];
    private readonly List<float> _outputs = [];
    private int _width;

    public void Add(int[] rows, Tensor outputs)
    {
        _width = checked((int)outputs.shape[1]);
        _rows.AddRange(rows);
        _outputs.AddRange(HostTensors.ToArray<float>(outputs));
    }

    public Predictions ToPredictions() => new(task, _rows, _width, [.. _outputs]);
}
