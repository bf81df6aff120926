namespace GraphSeq.Tests.Fuzzing;

/// <summary>A reader, with small sound inputs to start from and what it promises.</summary>
internal abstract class FuzzTarget : IDisposable
{
    /// <summary>The reader's name in reports.</summary>
    public abstract string Name { get; }

    /// <summary>Sound inputs; each must be read.</summary>
    public abstract IReadOnlyList<FuzzInput> Corpus { get; }

    /// <summary>Mutants of a run.</summary>
    public virtual int Mutants => 1000;

    /// <summary>Bytes that reading may allocate for each byte of input, on top of <see cref="AllocationFloor"/>.</summary>
    public virtual int AllocationRatio => 64;

    /// <summary>Bytes that reading may allocate whatever the input: buffers, messages, code compiled at its first use.</summary>
    public virtual long AllocationFloor => 4 << 20;

    /// <summary>Reads the input, and asserts that what came out is consistent in itself.</summary>
    /// <returns>False where the reader declines without an exception.</returns>
    public abstract bool Read(FuzzInput input);

    /// <summary>Whether the reader's documentation names that exception.</summary>
    public abstract bool IsDocumented(Exception e);

    /// <summary>The numbers in a file's headers; they are changed more often than other bytes.</summary>
    public virtual IEnumerable<HeaderField> Fields(string name, byte[] bytes) => [];

    /// <summary>Makes checksums right again, so that what they guard is tried too.</summary>
    public virtual void Seal(FuzzInput input)
    {
    }

    /// <summary>Asserts that reading has left nothing behind.</summary>
    public virtual void AssertNothingLeft()
    {
    }

    public virtual void Dispose()
    {
    }
}
