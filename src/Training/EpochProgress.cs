namespace GraphSeq.Training;

/// <summary>How far an epoch has come.</summary>
internal sealed class EpochProgress(OutputCollector collector, int steps = 0, int rows = 0, double lossSum = 0)
{
    public OutputCollector Collector => collector;

    public int Steps { get; private set; } = steps;

    public int Rows { get; private set; } = rows;

    /// <summary>Loss of each step times its rows, added up.</summary>
    public double LossSum { get; private set; } = lossSum;

    /// <summary>Counts a step.</summary>
    public void Add(double loss, int rows) => (Steps, Rows, LossSum) = (Steps + 1, Rows + rows, LossSum + loss * rows);
}
