using GraphSeq.Tests.Support;
using GraphSeq.Training;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Training;

public sealed class ComputeThreadsTests : IDisposable
{
    private readonly int _before = get_num_threads();

    public ComputeThreadsTests() => set_num_threads(3);

    public void Dispose() => set_num_threads(_before);

    [Fact]
    public void Dispose_FirstOfTwoThatOverlap_LeavesOneThreadUntilTheSecondEnds()
    {
        var (first, second) = (ComputeThreads.Claim(), ComputeThreads.Claim());
        Assert.Equal(1, get_num_threads());
        first.Dispose();
        Assert.Equal(1, get_num_threads());
        second.Dispose();
        Assert.Equal(3, get_num_threads());
    }

    [Fact]
    public void Dispose_Twice_EndsOneClaim()
    {
        var (first, second) = (ComputeThreads.Claim(), ComputeThreads.Claim());
        first.Dispose();
        first.Dispose();
        Assert.Equal(1, get_num_threads());
        second.Dispose();
        Assert.Equal(3, get_num_threads());
    }

    [Fact]
    public void Dispose_OnAnotherThread_TheNumberComesBackWithTheNextClaimThatEnds()
    {
        var claim = ComputeThreads.Claim();
        TestThreads.AtOnce(1, _ =>
        {
            claim.Dispose();
            return 0;
        });
        ComputeThreads.Claim().Dispose();
        Assert.Equal(3, get_num_threads());
    }

    [Fact]
    public void Claim_RunsOnSeveralThreadsThatOverlap_EachHasOneAndThenItsOwnNumber()
    {
        using var bothRun = new Barrier(2);
        using var firstEnded = new ManualResetEventSlim();
        var found = TestThreads.AtOnce(2, thread =>
        {
            get_num_threads();                                     // a thread's first question takes what another has set last
            bothRun.SignalAndWait();
            set_num_threads(4 + thread);
            bothRun.SignalAndWait();
            int during;
            using (ComputeThreads.Claim())
            {
                bothRun.SignalAndWait();
                if (thread == 1) firstEnded.Wait();
                during = get_num_threads();
            }
            if (thread == 0) firstEnded.Set();
            return (during, get_num_threads());
        });
        Assert.Equal([(1, 4), (1, 5)], found);
    }
}
