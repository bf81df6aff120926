using System.Diagnostics;

namespace GraphSeq.Training;

/// <summary>The parts of a training step that are timed apart.</summary>
internal enum StepPhase
{
    /// <summary>The order of an epoch's graphs and their batches.</summary>
    Loader,

    /// <summary>The model's outputs and their loss.</summary>
    Forward,

    /// <summary>Gradients.</summary>
    Backward,

    /// <summary>The optimizer's step.</summary>
    Optimizer,
}

/// <summary>Where the time of training steps goes: a stopwatch whose laps are added up per phase. For measurements only.</summary>
internal sealed class StepPhases
{
    private readonly long[] _ticks = new long[Enum.GetValues<StepPhase>().Length];
    private long _mark;

    /// <summary>What follows belongs to the next lap.</summary>
    public void Start() => _mark = Stopwatch.GetTimestamp();

    /// <summary>Adds the time since the last call to a phase.</summary>
    public void Lap(StepPhase phase)
    {
        var now = Stopwatch.GetTimestamp();
        _ticks[(int)phase] += now - _mark;
        _mark = now;
    }

    /// <summary>Seconds of each phase so far; begins again from zero.</summary>
    public double[] TakeSeconds()
    {
        var seconds = Array.ConvertAll(_ticks, ticks => (double)ticks / Stopwatch.Frequency);
        Array.Clear(_ticks);
        return seconds;
    }
}
