using System.IO.Compression;

namespace GraphSeq.Datasets;

/// <summary>Reads one archive entry and checks that length and CRC-32 are as declared; closes the archive with itself.</summary>
internal sealed class ArchiveEntryStream(ZipArchive archive, Stream inner, long length, uint crc32) : Stream
{
    private readonly Crc32 _crc = new();
    private long _read;
    private bool _checked;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException("An archive entry is read from start to end.");
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <exception cref="InvalidDataException">The entry is longer, shorter or other than declared.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty) return 0;
        var count = inner.Read(buffer);
        _read += count;
        if (_read > length) throw new InvalidDataException($"An entry is longer than the {length} bytes it declares.");
        _crc.Append(buffer[..count]);
        if (count == 0 && !_checked)
        {
            if (_read < length) throw new InvalidDataException($"An entry ends after {_read} of {length} bytes.");
            if (_crc.Value != crc32) throw new InvalidDataException("The checksum of an entry is wrong.");
            _checked = true;
        }
        return count;
    }

    public override void Flush() => throw new NotSupportedException("An archive entry is only read.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("An archive entry is read from start to end.");

    public override void SetLength(long value) => throw new NotSupportedException("An archive entry is only read.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("An archive entry is only read.");

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            archive.Dispose();
        }
        base.Dispose(disposing);
    }
}
