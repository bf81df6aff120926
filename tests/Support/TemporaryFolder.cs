namespace GraphSeq.Tests.Support;

/// <summary>An empty folder that goes away with the test.</summary>
/// <param name="inMemory">True for one in memory where the system has such a place: for tests that write thousands of files.</param>
internal sealed class TemporaryFolder(bool inMemory = false) : IDisposable
{
    private const string MemoryFolder = "/dev/shm";

    public string Path { get; } = inMemory && Directory.Exists(MemoryFolder)
        ? Directory.CreateDirectory(System.IO.Path.Combine(MemoryFolder, $"graphseq-test-{Guid.NewGuid():N}")).FullName
        : Directory.CreateTempSubdirectory("graphseq-test-").FullName;

    /// <summary>The full path of a file or folder in it.</summary>
    public string this[string relative] => System.IO.Path.Combine(Path, relative);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
