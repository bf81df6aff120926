using GraphSeq.Benchmarks.Output;

namespace GraphSeq.Tests.Benchmarks;

public class NineDigitsTests
{
    [Theory]
    [InlineData(1.7917594909667969, "1.79175949")]
    [InlineData(1.5, "1.50000000")]
    [InlineData(0.012345678912, "0.0123456789")]
    [InlineData(-123.4567891234, "-123.456789")]
    [InlineData(0, "0.00000000")]
    [InlineData(1e-9, "1.00000000E-009")]
    [InlineData(1234567891.25, "1.23456789E+009")]
    public void ToString_AnyMagnitude_NineSignificantDigits(double value, string expected) => Assert.Equal(expected, new NineDigits(value).ToString());
}
