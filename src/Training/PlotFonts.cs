using ScottPlot;
using SkiaSharp;

namespace GraphSeq.Training;

/// <summary>The letters of our pictures come with the library: a machine without fonts, as most containers are, would draw none at all.</summary>
internal sealed class PlotFonts : IFontResolver
{
    /// <summary>The name under which the plots ask for the font.</summary>
    public const string Name = "GraphSeq Sans";

    private static readonly Lazy<SKTypeface> Typeface = new(() => Load("DejaVuSans.ttf"));
    private static readonly Lazy<bool> Registration = new(() =>
    {
        Fonts.FontResolvers.Insert(0, new PlotFonts());
        return true;
    });

    /// <summary>Makes the font known to ScottPlot, once, and gives it to everything a plot writes.</summary>
    public static void Apply(Plot plot)
    {
        _ = Registration.Value;
        plot.Font.Set(Name);
    }

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) => Find(fontName);

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) => Find(fontName);

    private static SKTypeface? Find(string fontName) => fontName == Name ? Typeface.Value : null;

    private static SKTypeface Load(string file)
    {
        using var stream = typeof(PlotFonts).Assembly.GetManifestResourceStream(file)
            ?? throw new InvalidOperationException($"The assembly does not hold its font {file}.");
        return SKTypeface.FromStream(stream) ?? throw new InvalidOperationException($"The font {file} in the assembly cannot be read.");
    }
}
