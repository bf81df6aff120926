using static TorchSharp.torch;

namespace GraphSeq.Training;

/// <summary>The one place that decides how many threads libtorch computes with.</summary>
/// <remarks>One. Batches of small graphs are bound by overhead, a second thread gains little, and libtorch's threads wait by spinning: as soon as
/// anything else wants a core an LSTM takes 20 times as long. Set for the length of a run and put back after it; it is a setting of the
/// process.</remarks>
internal readonly struct ComputeThreads : IDisposable
{
    private const int Count = 1;
    private readonly int _before;

    private ComputeThreads(int before) => _before = before;

    public static ComputeThreads Claim()
    {
        var before = get_num_threads();
        if (before != Count) set_num_threads(Count);
        return new ComputeThreads(before);
    }

    public void Dispose()
    {
        if (_before != Count) set_num_threads(_before);
    }
}
