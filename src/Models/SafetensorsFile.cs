using System.Buffers.Binary;
using GraphSeq.Graph;
using Microsoft.Win32.SafeHandles;
using static TorchSharp.torch;

namespace GraphSeq.Models;

/// <summary>A safetensors file: named tensors, readable by PyTorch, PyTorch Geometric and others. Opened, its header is checked as a whole.</summary>
public sealed class SafetensorsFile : IDisposable
{
    private const int LengthBytes = 8;
    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly long _dataStart;

    private SafetensorsFile(string path, SafeFileHandle file, long dataStart, List<SafetensorsEntry> entries, Dictionary<string, string> metadata)
    {
        (_path, _file, _dataStart, Entries, Metadata) = (path, file, dataStart, entries, metadata);
    }

    /// <summary>The tensors in the order of their bytes.</summary>
    public IReadOnlyList<SafetensorsEntry> Entries { get; }

    /// <summary>Texts that the writer left.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Opens a file and checks its header: lengths, JSON, keys, offsets, shapes against bytes.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ModelFileException">The file is damaged, hostile, or of another kind.</exception>
    public static SafetensorsFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var file = OpenHandle(path);
        try
        {
            var fileLength = RandomAccess.GetLength(file);
            if (fileLength < LengthBytes)
                throw new FormatException($"{fileLength} bytes are no safetensors file: the first 8 hold the header's length.");
            Span<byte> prefix = stackalloc byte[LengthBytes];
            ReadExactly(file, prefix, 0);
            var headerLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
            if (headerLength > SafetensorsHeader.MaxLength || (long)headerLength > fileLength - LengthBytes)
                throw new FormatException($"the header is said to be {headerLength} bytes long, but the file has {fileLength - LengthBytes} " +
                    $"behind that number and at most {SafetensorsHeader.MaxLength} are allowed. Is it a safetensors file?");
            var header = new byte[headerLength];
            ReadExactly(file, header, LengthBytes);
            var dataStart = LengthBytes + header.Length;
            var (entries, metadata) = SafetensorsHeader.Parse(header, fileLength - dataStart);
            return new SafetensorsFile(path, file, dataStart, entries, metadata);
        }
        catch (FormatException e)
        {
            file.Dispose();
            throw new ModelFileException(path, e.Message, e);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Writes tensors as the Python library lays them out: metadata first, compact JSON padded to 8 bytes, no gaps.</summary>
    /// <remarks>Tensors keep the order given, those with larger elements first, so that each one is aligned. Written atomically.</remarks>
    /// <param name="path">The file; its folder is made if need be.</param>
    /// <param name="tensors">Names and tensors, on any device; they stay the caller's.</param>
    /// <param name="metadata">Texts to leave in the header, written in their order.</param>
    /// <exception cref="ArgumentException">A name comes twice or is reserved, or an element type cannot be written.</exception>
    public static void Write(string path, IEnumerable<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(tensors);
        KeyValuePair<string, Tensor>[] ordered = [.. tensors.OrderByDescending(t => SafetensorsHeader.SizeOf(t.Value.dtype))];
        List<SafetensorsEntry> entries = [];
        HashSet<string> names = ["__metadata__"];
        var at = 0L;
        foreach (var (name, tensor) in ordered)
        {
            if (!names.Add(name)) throw new ArgumentException($"SafetensorsFile: the name {name} comes twice or is reserved.", nameof(tensors));
            var end = at + tensor.numel() * SafetensorsHeader.SizeOf(tensor.dtype);
            entries.Add(new SafetensorsEntry(name, tensor.dtype, tensor.shape, at, end));
            at = end;
        }
        var header = SafetensorsHeader.Format(entries, metadata);
        AtomicFile.Write(path, stream =>
        {
            Span<byte> prefix = stackalloc byte[LengthBytes];
            BinaryPrimitives.WriteUInt64LittleEndian(prefix, (ulong)header.Length);
            stream.Write(prefix);
            stream.Write(header);
            foreach (var (_, tensor) in ordered)
            {
                using var scope = NewDisposeScope();
                var host = tensor.detach().cpu().contiguous();
                ForEachChunk(host, (chunk, _) => stream.Write(chunk));
            }
        });
    }

    /// <summary>Reads one tensor.</summary>
    /// <param name="name">Its key.</param>
    /// <returns>The tensor on the CPU, with the file's element type; owned by the caller.</returns>
    /// <exception cref="KeyNotFoundException">The file has no such tensor.</exception>
    /// <exception cref="ModelFileException">A boolean is neither 0 nor 1, or the file has shrunk since it was opened.</exception>
    public Tensor Read(string name) =>
        Read(Entries.FirstOrDefault(e => e.Name == name) ?? throw new KeyNotFoundException($"{_path}: there is no tensor {name}."));

    /// <summary>Reads all tensors, in the order of <see cref="Entries"/>.</summary>
    /// <returns>Tensors on the CPU; owned by the caller.</returns>
    /// <exception cref="ModelFileException">As for <see cref="Read(string)"/>.</exception>
    public Dictionary<string, Tensor> ReadAll() => Entries.ToDictionary(e => e.Name, Read);

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    private static SafeFileHandle OpenHandle(string path)
    {
        try
        {
            return File.OpenHandle(path);
        }
        catch (UnauthorizedAccessException e) when (Directory.Exists(path))
        {
            throw new ModelFileException(path, "this is a folder. Pass the safetensors file in it.", e);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or (IOException and not FileNotFoundException and not DirectoryNotFoundException))
        {
            throw new ModelFileException(path, $"the file cannot be read: {e.Message}", e);
        }
    }

    private Tensor Read(SafetensorsEntry entry)
    {
        var tensor = empty([.. entry.Shape], dtype: entry.Type);
        try
        {
            ForEachChunk(tensor, (chunk, offset) =>
            {
                ReadExactly(_file, chunk, _dataStart + entry.Begin + offset);
                if (entry.Type == ScalarType.Bool && chunk.ContainsAnyExceptInRange((byte)0, (byte)1))
                    throw new FormatException($"tensor {entry.Name} is BOOL but has bytes other than 0 and 1.");
            });
            return tensor;
        }
        catch (FormatException e)
        {
            tensor.Dispose();
            throw new ModelFileException(_path, e.Message, e);
        }
    }

    private delegate void ChunkAction(Span<byte> chunk, long offset);

    /// <summary>Goes through a contiguous CPU tensor's memory in stretches that fit a span.</summary>
    private static unsafe void ForEachChunk(Tensor tensor, ChunkAction action)
    {
        const int ChunkBytes = 1 << 30;
        var start = (byte*)HostTensors.Pointer(tensor);
        var bytes = tensor.numel() * SafetensorsHeader.SizeOf(tensor.dtype);
        for (var offset = 0L; offset < bytes; offset += ChunkBytes)
            action(new Span<byte>(start + offset, (int)Math.Min(ChunkBytes, bytes - offset)), offset);
    }

    private static void ReadExactly(SafeFileHandle file, Span<byte> destination, long offset)
    {
        while (destination.Length > 0)
        {
            var read = RandomAccess.Read(file, destination, offset);
            if (read == 0) throw new FormatException($"the file ends at byte {offset}, {destination.Length} bytes too early.");
            destination = destination[read..];
            offset += read;
        }
    }
}
