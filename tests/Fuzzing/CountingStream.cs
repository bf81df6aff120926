namespace GraphSeq.Tests.Fuzzing;

/// <summary>A stream over bytes that may be read only so far: a reader that goes round and round ends here instead of hanging.</summary>
internal sealed class CountingStream(byte[] bytes, ReadBudget budget) : Stream
{
    private readonly MemoryStream _inner = new(bytes, writable: false);

    public override bool CanRead => true;
    public override bool CanSeek => true;
    public override bool CanWrite => false;
    public override long Length => _inner.Length;

    public override long Position
    {
        get => _inner.Position;
        set => _inner.Position = value;
    }

    public override int Read(byte[] buffer, int offset, int count) => budget.Spend(_inner.Read(buffer, offset, count));

    public override int Read(Span<byte> buffer) => budget.Spend(_inner.Read(buffer));

    public override long Seek(long offset, SeekOrigin origin) => _inner.Seek(offset, origin);

    public override void Flush() => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

/// <summary>How often and how much may still be read.</summary>
internal sealed class ReadBudget(long bytes, long calls)
{
    private long _bytes = bytes, _calls = calls;

    /// <summary>Enough to read an input several times over.</summary>
    public static ReadBudget For(long inputBytes) => new(8 * inputBytes + 1024, 8 * inputBytes + 1024);

    public int Spend(int count)
    {
        if (Interlocked.Add(ref _bytes, -count) < 0 || Interlocked.Decrement(ref _calls) < 0)
            throw new InvalidOperationException("The reader read far more than the input holds.");
        return count;
    }
}
