namespace GraphSeq.Tests.Fuzzing;

/// <summary>What a reader is given: files by name, to be changed and read.</summary>
internal sealed class FuzzInput
{
    public FuzzInput(params (string Name, byte[] Bytes)[] files)
    {
        foreach (var (name, bytes) in files) Files.Add(name, bytes);
    }

    public FuzzInput(IEnumerable<KeyValuePair<string, byte[]>> files)
    {
        foreach (var (name, bytes) in files) Files.Add(name, bytes);
    }

    public SortedDictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>Bytes in all.</summary>
    public long Length => Files.Values.Sum(bytes => (long)bytes.Length);

    /// <summary>The files of a folder, those below it as <c>sub/name</c>.</summary>
    public static FuzzInput FromFolder(string folder) => new(Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
        .Select(path => KeyValuePair.Create(Path.GetRelativePath(folder, path), File.ReadAllBytes(path))));

    /// <summary>Other files may be put in place of these; the bytes of a file are shared and never changed.</summary>
    public FuzzInput Copy() => new(Files);

    /// <summary>Makes a folder's content these files and nothing else.</summary>
    public void WriteTo(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var entry in Directory.GetFileSystemEntries(folder))
            if (Directory.Exists(entry)) Directory.Delete(entry, recursive: true);
            else if (!Files.ContainsKey(Path.GetFileName(entry))) File.Delete(entry);
        foreach (var (name, bytes) in Files)
        {
            var path = Path.Combine(folder, name);
            if (name.Contains('/', StringComparison.Ordinal)) Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, bytes);
        }
    }

    /// <summary>The files for a message, whole where they are small; the seed gives all of them again.</summary>
    public override string ToString() =>
        string.Join("\n", Files.Select(file => $"{file.Key}, {file.Value.Length} bytes: {Convert.ToBase64String(file.Value.AsSpan(0, Math.Min(file.Value.Length, 600)))}"));
}
