using System.Text;
using GraphSeq.Datasets;

namespace GraphSeq.Tests.Datasets;

public class PlainNumberRowsTests
{
    [Theory]
    [InlineData("1,2\n3,4\n", 2)]
    [InlineData("1, 2\r\n 3\t,4", 2)]
    [InlineData("1,2\n3,4", 0)]
    public void TryRead_PlainRows_GivesTheirNumbers(string text, int columns)
    {
        Assert.Equal([1, 2, 3, 4], Read<int, IntegerText>(text, ref columns)!);
        Assert.Equal(2, columns);
    }

    [Fact]
    public void TryRead_PlainReals_RoundsAsPython()
    {
        var columns = 0;
        float[] expected = [0.1f, -2.5f, 16777217, 0.5f, -0f, 3];
        Assert.Equal(expected, Read<float, RealText>("0.1,-2.5,16777217\n.5, -0.000000 ,3.\n", ref columns)!);
    }

    [Theory]
    [InlineData("1,2")]                         // one line without an end: not worth a second look
    [InlineData("1,2\n3\n")]
    [InlineData("1,2\n3,4,5\n")]
    [InlineData("1,2\n\n3,4\n")]
    [InlineData("# a comment\n1,2\n")]
    [InlineData("1,2\n3,x\n")]
    [InlineData("1,2\n3,4e1\n")]
    [InlineData("1,2\n3,\n")]
    [InlineData("1,2\n3,4 5\n")]
    [InlineData("1,2\n3,4\r")]
    [InlineData("1,2\r3,4\n")]
    [InlineData("\uFEFF1,2\n")]
    [InlineData("1,2\n3,99999999999999999999\n")]
    public void TryRead_AnythingElse_GivesUp(string text)
    {
        var columns = 2;
        Assert.Null(Read<int, IntegerText>(text, ref columns));
        Assert.Null(Read<float, RealText>(text, ref columns));
    }

    [Fact]
    public void TryRead_ManyLinesAndAWideFirstRow_GivesUpBeforeItAllocates()
    {
        var columns = 0;
        Assert.Null(Read<float, RealText>(new string(',', 1 << 20) + new string('\n', 1 << 20), ref columns));
    }

    private static T[]? Read<T, TText>(string text, ref int columns) where T : unmanaged where TText : struct, INumberText<T> =>
        PlainNumberRows.TryRead<T, TText>(Encoding.UTF8.GetBytes(text), ref columns);
}
