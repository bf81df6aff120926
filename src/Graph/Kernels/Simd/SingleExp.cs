namespace GraphSeq.Graph.Kernels.Simd;

/// <summary>The numbers of the float exponential: <c>e^x = 2^n e^r</c> with <c>n = round(x / ln 2)</c>, r in about [-0.35, 0.35], and
/// <c>e^r = 1 + r + r^2 P(r)</c> (the Cephes library's <c>expf</c>). Below <see cref="Lowest"/> the result is 0, above
/// <see cref="Highest"/> infinity: subnormal results are given up for speed.</summary>
internal static class SingleExp
{
    public const float Lowest = -87.33654f;
    public const float Highest = 88.37626f;
    public const float Log2OfE = 1.44269504f;
    public const float Ln2High = 0.693359375f;
    public const float Ln2Low = -2.12194440e-4f;
    public const float C0 = 5.0000001201e-1f;
    public const float C1 = 1.6666665459e-1f;
    public const float C2 = 4.1665795894e-2f;
    public const float C3 = 8.3334519073e-3f;
    public const float C4 = 1.3981999507e-3f;
    public const float C5 = 1.9875691500e-4f;
    public const int Bias = 127;
    public const int MantissaBits = 23;
}
