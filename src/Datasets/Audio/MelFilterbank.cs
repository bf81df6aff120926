namespace GraphSeq.Datasets;

/// <summary>Triangular filters that gather the frequencies of a Fourier transform into mel bands.</summary>
/// <remarks>Band <c>m</c> rises from edge <c>e_m</c> to <c>e_(m+1)</c> and falls to <c>e_(m+2)</c>, linearly in Hz; the edges are equally spaced in mels.</remarks>
internal static class MelFilterbank
{
    private const double SlaneyStep = 200.0 / 3, SlaneyKnee = 1000, SlaneyKneeMel = SlaneyKnee / SlaneyStep;
    private static readonly double SlaneyLogStep = Math.Log(6.4) / 27;

    /// <summary>Weights, row-major <c>[NFft / 2 + 1, NMels]</c>; the frequencies run from 0 to half the sample rate, rounded down as torchaudio does.</summary>
    public static float[] Create(MelSpectrogramOptions options)
    {
        var (numFrequencies, bands) = (options.NFft / 2 + 1, options.NMels);
        var (low, high) = (ToMel(options.FMin, options.MelScale), ToMel(options.Highest, options.MelScale));
        var edges = new double[bands + 2];
        for (var i = 0; i < edges.Length; i++) edges[i] = ToHertz(low + (high - low) * i / (bands + 1), options.MelScale);
        var weights = new float[checked(numFrequencies * bands)];
        for (var k = 0; k < numFrequencies; k++)
        {
            var frequency = numFrequencies == 1 ? 0 : (double)(options.SampleRate / 2) * k / (numFrequencies - 1);
            for (var m = 0; m < bands; m++)
            {
                var rising = (frequency - edges[m]) / (edges[m + 1] - edges[m]);
                var falling = (edges[m + 2] - frequency) / (edges[m + 2] - edges[m + 1]);
                var area = options.Norm == MelNorm.Slaney ? 2 / (edges[m + 2] - edges[m]) : 1;
                weights[k * bands + m] = (float)(area * Math.Max(0, Math.Min(rising, falling)));
            }
        }
        return weights;
    }

    private static double ToMel(double hertz, MelScale scale) => scale == MelScale.Htk ? 2595 * Math.Log10(1 + hertz / 700)
        : hertz < SlaneyKnee ? hertz / SlaneyStep
        : SlaneyKneeMel + Math.Log(hertz / SlaneyKnee) / SlaneyLogStep;

    private static double ToHertz(double mel, MelScale scale) => scale == MelScale.Htk ? 700 * (Math.Pow(10, mel / 2595) - 1)
        : mel < SlaneyKneeMel ? mel * SlaneyStep
        : SlaneyKnee * Math.Exp(SlaneyLogStep * (mel - SlaneyKneeMel));
}
