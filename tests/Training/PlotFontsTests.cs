using GraphSeq.Training;
using ScottPlot;

namespace GraphSeq.Tests.Training;

public class PlotFontsTests
{
    [Theory]
    [InlineData("Loss 0123456789.,-")]
    [InlineData("R² ± µ × → ≤ é ß")]
    public void CreateTypeface_OwnName_HasAGlyphForEveryLetter(string text)
    {
        var typeface = new PlotFonts().CreateTypeface(PlotFonts.Name, bold: false, italic: false);
        Assert.NotNull(typeface);
        Assert.DoesNotContain((ushort)0, typeface.GetGlyphs(text));
    }

    [Fact]
    public void CreateTypeface_OtherName_LeavesItToOthers() =>
        Assert.Null(new PlotFonts().CreateTypeface("Arial", FontWeight.Normal, FontSlant.Upright, FontSpacing.Normal));
}
