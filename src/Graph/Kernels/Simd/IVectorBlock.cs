namespace GraphSeq.Graph.Kernels.Simd;

/// <summary>One to eight neighbouring vectors that a kernel keeps in registers while it walks over the entries of a row.</summary>
/// <remarks>An instance is a local of the kernel; the JIT takes it apart into registers. Operators are struct type arguments.</remarks>
internal unsafe interface IVectorBlock<TSelf, TVector, T>
    where TSelf : struct, IVectorBlock<TSelf, TVector, T> where TVector : struct where T : unmanaged
{
    /// <summary>Vectors in the block.</summary>
    static abstract int Vectors { get; }

    /// <summary>The same vector at every place.</summary>
    static abstract void Fill(out TSelf block, TVector value);

    /// <summary>Reads the block from contiguous memory.</summary>
    static abstract void Load(out TSelf block, T* source);

    /// <summary>Writes the block to contiguous memory.</summary>
    static abstract void Store(ref TSelf block, T* destination);

    /// <summary>Writes the block past the cache; the address is a multiple of a vector's size.</summary>
    static abstract void StoreStreaming(ref TSelf block, T* destination);

    /// <summary><c>block[i] = operator(block[i], operand, source[i])</c> at every place.</summary>
    static abstract void Apply<TOperator>(ref TSelf block, TVector operand, T* source) where TOperator : struct, IVectorOperator;

    /// <summary><c>block[i] = operator(block[i], operand, other[i])</c> at every place.</summary>
    static abstract void ApplyBlock<TOperator>(ref TSelf block, TVector operand, ref TSelf other) where TOperator : struct, IVectorOperator;
}

/// <summary>A function of what was accumulated, an operand and the next value.</summary>
internal interface IVectorOperator
{
    static abstract TVector Invoke<TVector, T, TSimd>(TVector accumulated, TVector operand, TVector value)
        where TVector : struct where T : unmanaged where TSimd : struct, ISimd<TVector, T>;
}
