namespace GraphSeq.Graph;

/// <summary>Counter-based pseudo-random numbers: the i-th output is <c>mix(seed + (i + 1) * 0x9E3779B97F4A7C15)</c>.</summary>
/// <remarks><see href="https://doi.org/10.1145/2714064.2660195">Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", 2014</see>.
/// The same seed gives the same numbers on every platform and .NET version, which <see cref="Random"/> does not promise.</remarks>
internal struct SplitMix64(ulong seed)
{
    private const ulong Gamma = 0x9E3779B97F4A7C15;
    private ulong _state = seed;

    /// <summary>A stream for one purpose, independent of those for others.</summary>
    public static SplitMix64 ForStream(long seed, long stream) => new(Mix(unchecked((ulong)seed)) ^ Mix(unchecked((ulong)stream * Gamma + 1)));

    public ulong Next()
    {
        _state += Gamma;
        return Mix(_state);
    }

    /// <summary>Uniform in [0, 1), 53 bits.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [0, bound), without bias.</summary>
    public int NextInt(int bound)
    {
        // Lemire's method: the high word of a product; retries where the low word falls into the uneven part.
        var limit = (ulong)bound;
        var high = Math.BigMul(Next(), limit, out var low);
        if (low < limit)
            for (var uneven = unchecked(0 - limit) % limit; low < uneven;) high = Math.BigMul(Next(), limit, out low);
        return (int)high;
    }

    /// <summary>Standard normal, by the polar method.</summary>
    public double NextGaussian()
    {
        while (true)
        {
            var (u, v) = (2 * NextDouble() - 1, 2 * NextDouble() - 1);
            var square = u * u + v * v;
            if (square is > 0 and < 1) return u * Math.Sqrt(-2 * Math.Log(square) / square);
        }
    }

    /// <summary>Fisher-Yates.</summary>
    public void Shuffle<T>(Span<T> values)
    {
        for (var i = values.Length - 1; i > 0; i--)
        {
            var j = NextInt(i + 1);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
