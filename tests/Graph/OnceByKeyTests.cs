using GraphSeq.Graph;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Graph;

public class OnceByKeyTests
{
    [Fact]
    public void Get_SeveralKeysFromSeveralThreads_EachIsMadeOnceAndFreedOnce()
    {
        var values = new OnceByKey<int, Part>(new Lock());
        var made = new int[9];
        var found = TestThreads.AtOnce(4, thread => Enumerable.Range(0, 9).Select(i => values.Get((i + thread) % 9, made, static (made, key) =>
        {
            made[key]++;
            return new Part(key);
        })).OrderBy(part => part.Key).ToArray());
        Assert.All(made, times => Assert.Equal(1, times));
        for (var key = 0; key < 9; key++) Assert.All(found, parts => Assert.Same(found[0][key], parts[key]));

        values.Dispose();
        values.Dispose();
        Assert.All(found[0], part => Assert.Equal(1, part.TimesDisposed));
        Assert.NotSame(found[0][3], values.Get(3, made, static (_, key) => new Part(key)));
    }

    private sealed class Part(int key) : IDisposable
    {
        public int Key => key;

        public int TimesDisposed { get; private set; }

        public void Dispose() => TimesDisposed++;
    }
}
