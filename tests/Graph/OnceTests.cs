using GraphSeq.Graph;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Graph;

public class OnceTests
{
    private readonly Lock _gate = new();
    private string? _text;
    private int _made;

    [Fact]
    public void Get_FromSeveralThreadsAtOnce_IsMadeOnceAndIsTheSameForAll()
    {
        var found = TestThreads.AtOnce(4, _ => Text());
        Assert.All(found, text => Assert.Same(found[0], text));
        Assert.Equal(("made", 1), (found[0], _made));
    }

    [Fact]
    public void Get_MakingItThrows_TheNextCallMakesIt()
    {
        Assert.Throws<InvalidOperationException>(
            () => Once.Get<OnceTests, string>(ref _text, _gate, this, static _ => throw new InvalidOperationException("no")));
        Assert.Equal("made", Text());
    }

    private string Text() => Once.Get(ref _text, _gate, this, static self =>
    {
        self._made++;
        Thread.Sleep(20);
        return string.Concat("ma", "de");
    });
}
