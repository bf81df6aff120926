using ScottPlot;

namespace GraphSeq.Training;

/// <summary>Colours of our pictures.</summary>
internal static class PlotTheme
{
    /// <summary>Background of dark pictures, the same as a dark page's.</summary>
    public const string DarkBackground = "#16181d";

    /// <summary>Letters and lines of dark pictures.</summary>
    public static readonly Color DarkInk = Color.FromHex("#d6d9de");

    /// <summary>Colours that can be told apart, also by most colour-blind readers (Okabe and Ito), for classes.</summary>
    public static readonly Color[] Classes =
        [.. new[] { "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8c6bb1", "#7f7f7f" }.Select(hex => Color.FromHex(hex))];

    /// <summary>Pictures of pages are drawn small, so that letters stay readable on a phone, and with this many pixels per unit, so that they are sharp.</summary>
    public const int PixelsPerUnit = 2;

    /// <summary>A picture for a page.</summary>
    public static byte[] ToPng(Plot plot, int width, int height)
    {
        plot.ScaleFactor = PixelsPerUnit;
        return plot.GetImage(PixelsPerUnit * width, PixelsPerUnit * height).GetImageBytes(ImageFormat.Png);
    }

    /// <summary>Light ink on a dark ground.</summary>
    public static void Darken(Plot plot)
    {
        plot.FigureBackground.Color = plot.DataBackground.Color = Color.FromHex(DarkBackground);
        plot.Axes.Color(DarkInk);
        plot.Grid.MajorLineColor = Colors.White.WithOpacity(0.12);
        plot.Legend.BackgroundColor = Color.FromHex("#23262d");
        plot.Legend.FontColor = DarkInk;
        plot.Legend.OutlineColor = Colors.White.WithOpacity(0.2);
    }
}
