namespace GraphSeq.Graph.Kernels.Simd;

/// <summary>The operations of one vector width, so that a kernel is written once and compiled for each: <c>TVector</c> is a vector of T,
/// or T itself in the scalar reference.</summary>
/// <remarks>Implementations are empty structs used as type arguments; the JIT makes straight machine code of every call. A mask has all bits
/// of a lane set or clear.</remarks>
internal unsafe interface ISimd<TVector, T> where TVector : struct where T : unmanaged
{
    /// <summary>Lanes of a vector.</summary>
    static abstract int Count { get; }

    /// <summary>Zero in every lane.</summary>
    static abstract TVector Zero { get; }

    /// <summary>One in every lane.</summary>
    static abstract TVector One { get; }

    /// <summary>One value in every lane.</summary>
    static abstract TVector Create(T value);

    /// <summary>Reads <see cref="Count"/> values; no alignment needed.</summary>
    static abstract TVector Load(T* source);

    /// <summary>Writes <see cref="Count"/> values; no alignment needed.</summary>
    static abstract void Store(TVector value, T* destination);

    /// <summary>As <see cref="Store"/>, past the cache: for results too large to stay there. The address is a multiple of the vector's size.</summary>
    static abstract void StoreStreaming(TVector value, T* destination);

    /// <summary>a + b.</summary>
    static abstract TVector Add(TVector a, TVector b);

    /// <summary>a - b.</summary>
    static abstract TVector Subtract(TVector a, TVector b);

    /// <summary>a * b.</summary>
    static abstract TVector Multiply(TVector a, TVector b);

    /// <summary>a / b.</summary>
    static abstract TVector Divide(TVector a, TVector b);

    /// <summary>a * b + c, rounded once where the hardware can.</summary>
    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector c);

    /// <summary>The square root.</summary>
    static abstract TVector Sqrt(TVector value);

    /// <summary>e to the power of <paramref name="value"/>, to about one unit in the last place.</summary>
    static abstract TVector Exp(TVector value);

    /// <summary>Mask of a &gt; b.</summary>
    static abstract TVector GreaterThan(TVector a, TVector b);

    /// <summary>Mask of the lanes that are not a number.</summary>
    static abstract TVector IsNaN(TVector value);

    /// <summary>Mask of a = b.</summary>
    static abstract TVector Equal(TVector a, TVector b);

    /// <summary>Bits of both.</summary>
    static abstract TVector And(TVector a, TVector b);

    /// <summary>Bits of <paramref name="value"/> that <paramref name="mask"/> has not.</summary>
    static abstract TVector AndNot(TVector value, TVector mask);

    /// <summary>Bits of either.</summary>
    static abstract TVector Or(TVector a, TVector b);

    /// <summary><paramref name="ifSet"/> where the mask is set, else <paramref name="ifClear"/>.</summary>
    static abstract TVector Select(TVector mask, TVector ifSet, TVector ifClear);

    /// <summary>The sum of the lanes.</summary>
    static abstract T Sum(TVector value);

    /// <summary>The sums of four vectors, stored one after the other.</summary>
    static abstract void StoreSums(TVector a, TVector b, TVector c, TVector d, T* destination);
}
