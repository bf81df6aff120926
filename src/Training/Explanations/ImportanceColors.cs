using ScottPlot;

namespace GraphSeq.Training.Explanations;

/// <summary>Colours of importances: grey for nothing, orange for what speaks for the decision, blue for what speaks against it.</summary>
internal sealed class ImportanceColors(bool signed, bool dark) : IColormap
{
    private readonly Color _nothing = Color.FromHex(dark ? "#33373f" : "#e4e6ea");
    private readonly Color _for = Color.FromHex(dark ? "#ff9d4d" : "#c44e00");
    private readonly Color _against = Color.FromHex(dark ? "#5fb6f0" : "#0067a8");

    public string Name => "importance";

    /// <summary>Of an importance over the largest magnitude: -1 to 1 with a sign, 0 to 1 without.</summary>
    public Color Of(double share) => _nothing.InterpolateRgb(share >= 0 ? _for : _against, Math.Min(1, Math.Abs(double.IsFinite(share) ? share : 0)));

    /// <summary>As a colour map over [0, 1] has it.</summary>
    public Color GetColor(double position) => Of(signed ? 2 * position - 1 : position);
}
