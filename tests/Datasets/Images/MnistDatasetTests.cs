using System.Text;
using GraphSeq.Datasets;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Datasets;

public sealed class MnistDatasetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string? _data = Environment.GetEnvironmentVariable(CacheFolders.DataVariable);

    public MnistDatasetTests() => Environment.SetEnvironmentVariable(CacheFolders.DataVariable, null);

    private MnistOptions Offline => new() { CacheFolder = _folder["cache"], Download = false };

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(CacheFolders.DataVariable, _data);
        _folder.Dispose();
    }

    [SkippableFact]
    public void LoadImages_PublicTestImages_CountsAndMeanAreKnown()
    {
        var images = MnistDataset.LoadImages(Offline with { Folder = SharedFiles.RequireData("mnist"), Part = MnistPart.Test });
        Assert.Equal((10000, 1, 28, 28), (images.Count, images.Channels, images.Height, images.Width));
        Assert.Equal([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009], images.Labels.ToArray().CountBy(label => label).OrderBy(c => c.Key).Select(c => c.Value));
        var sum = 0L;
        for (var i = 0; i < images.Count; i++)
            foreach (var pixel in images[i]) sum += pixel;
        Assert.Equal(33.79122, sum / 7_840_000.0, 5);
    }

    [Theory]
    [InlineData("")]
    [InlineData("mnist")]
    [InlineData("raw")]
    [InlineData("MNIST/raw")]
    public void LoadImages_FolderLaidOutSomeWay_TrainingThenTest(string where)
    {
        IdxBytes.WriteMnist(_folder[$"data/{where}"], "train", 100, 7, 8, 9);
        IdxBytes.WriteMnist(_folder[$"data/{where}"], "t10k", 200, 1, 0);
        var all = MnistDataset.LoadImages(Offline with { Folder = _folder["data"] });
        Assert.Equal([7, 8, 9, 1, 0], all.Labels.ToArray());
        Assert.Equal([100, 101, 102, 200, 201], Enumerable.Range(0, 5).Select(i => (int)all[i][5]));
        Assert.Equal([7, 8, 9], MnistDataset.LoadImages(Offline with { Folder = _folder["data"], Part = MnistPart.Train }).Labels.ToArray());
        Assert.Equal([1, 0], MnistDataset.LoadImages(Offline with { Folder = _folder["data"], Part = MnistPart.Test }).Labels.ToArray());
    }

    [Fact]
    public void LoadImages_PartsInDifferentPlaces_EachIsFound()
    {
        IdxBytes.WriteMnist(_folder["given"], "t10k", 0, 4);
        IdxBytes.WriteMnist(_folder["variable/mnist"], "train", 0, 5);
        IdxBytes.WriteMnist(_folder["cache/mnist"], "train", 0, 6);
        Environment.SetEnvironmentVariable(CacheFolders.DataVariable, _folder["variable"]);
        Assert.Equal([5, 4], MnistDataset.LoadImages(Offline with { Folder = _folder["given"] }).Labels.ToArray());
    }

    [Fact]
    public void LoadImages_UnpackedWithADotInTheName_IsRead()
    {
        Directory.CreateDirectory(_folder["data"]);
        File.WriteAllBytes(_folder["data/t10k-images.idx3-ubyte"], IdxBytes.Of(8, [1, 2, 2], 1, 2, 3, 4));
        File.WriteAllBytes(_folder["data/t10k-labels.idx1-ubyte"], IdxBytes.Of(8, [1], 3));
        var images = MnistDataset.LoadImages(Offline with { Folder = _folder["data"], Part = MnistPart.Test });
        Assert.Equal([1, 2, 3, 4], images[0].ToArray());
    }

    [Fact]
    public void LoadImages_TrainingPairMissing_NamesTheTestImagesThatAreThere()
    {
        IdxBytes.WriteMnist(_folder["data"], "t10k", 0, 4);
        var error = Assert.Throws<DatasetNotFoundException>(() => MnistDataset.LoadImages(Offline with { Folder = _folder["data"] }));
        Assert.Contains("MNIST (Train)", error.Message, StringComparison.Ordinal);
        Assert.Contains($"The test images are here ({_folder["data/t10k-images-idx3-ubyte.gz"]}): Part = MnistPart.Test reads them alone.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LoadImages_FilesThatDoNotFit_SayWhere()
    {
        void Write(string name, byte[] bytes) => File.WriteAllBytes(_folder[name], bytes);
        string Problem() => Assert.Throws<DatasetFormatException>(() => MnistDataset.LoadImages(Offline with { Folder = _folder.Path, Part = MnistPart.Test })).Message;
        Write("t10k-labels-idx1-ubyte", IdxBytes.Of(8, [2], 3, 10));
        Write("t10k-images-idx3-ubyte", IdxBytes.Of(8, [2, 4], new byte[8]));
        Assert.Contains("holds UInt8 [2, 4], but images are UInt8 [images, height, width]", Problem(), StringComparison.Ordinal);
        Write("t10k-images-idx3-ubyte", IdxBytes.Of(8, [2, 2, 2], new byte[8]));
        Assert.Contains("byte 9: label 10 of image 1 is not in 0..9", Problem(), StringComparison.Ordinal);
        Write("t10k-images-idx3-ubyte", IdxBytes.Of(8, [1, 2, 2], new byte[4]));
        Assert.Contains("there are 2 labels for the 1 images", Problem(), StringComparison.Ordinal);
        Write("t10k-labels-idx1-ubyte", IdxBytes.Of(0x0B, [1], 0, 3));
        Assert.Contains("holds Int16 [1], but labels are UInt8 [images]", Problem(), StringComparison.Ordinal);
    }

    [Fact]
    public void LoadImages_Download_KeepsBothFilesAndAsksOnce()
    {
        IdxBytes.WriteMnist(_folder["server"], "t10k", 0, 4, 2);
        using var server = Serving();
        var options = From(server) with { Part = MnistPart.Test, CheckHashes = false };
        Assert.Equal([4, 2], MnistDataset.LoadImages(options).Labels.ToArray());
        Assert.Equal([4, 2], MnistDataset.LoadImages(options).Labels.ToArray());
        Assert.Equal(["/t10k-images-idx3-ubyte.gz", "/t10k-labels-idx1-ubyte.gz"], server.Requests);
        Assert.Equal(2, Directory.GetFileSystemEntries(_folder["cache/mnist"]).Length);
    }

    [Fact]
    public void LoadImages_DownloadOfOtherBytes_IsRefusedAndNothingKept()
    {
        IdxBytes.WriteMnist(_folder["server"], "t10k", 0, 4, 2);
        using var server = Serving();
        var error = Assert.Throws<DatasetNotFoundException>(() => MnistDataset.LoadImages(From(server) with { Part = MnistPart.Test }));
        Assert.Contains("SHA-256 is", error.Message, StringComparison.Ordinal);
        Assert.Contains("must be 8d422c7b0a1c1c79", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder["cache/mnist"]));
    }

    [SkippableFact]
    public void LoadImages_DownloadOfThePublicFiles_HasTheHashesExpected()
    {
        var data = SharedFiles.RequireData("mnist");
        using var server = Serving(data);
        Assert.Equal(10000, MnistDataset.LoadImages(From(server) with { Part = MnistPart.Test }).Count);
    }

    [Fact]
    public void OfficialSplit_OfAnotherSize_IsRefused()
    {
        IdxBytes.WriteMnist(_folder["data"], "t10k", 0, 4);
        var dataset = MnistDataset.Load(Offline with { Folder = _folder["data"], Part = MnistPart.Test });
        Assert.Contains("the official split is of 70000", Assert.Throws<ArgumentException>(() => MnistDataset.OfficialSplit(dataset)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OfficialSplit_AllImages_LastTenThousandTest()
    {
        var images = new LabelledImages("MNIST", new byte[70000], 1, 1, 1, new long[70000], ["0"]);
        var dataset = ImagePatches.ToGraphs(images, new PatchOptions { Size = 1 });
        var split = MnistDataset.OfficialSplit(dataset, validation: 5000, seed: 1);
        split.Validate(70000);
        Assert.Equal((55000, 5000, 10000), (split.Train.Count, split.Validation.Count, split.Test.Count));
        Assert.Equal(Enumerable.Range(60000, 10000), split.Test);
        Assert.Equal(split.Validation, MnistDataset.OfficialSplit(dataset, 5000, 1).Validation);
        Assert.NotEqual(split.Validation, MnistDataset.OfficialSplit(dataset, 5000, 2).Validation);
    }

    private MnistOptions From(LoopbackServer server) => Offline with { Download = true, DownloadOptions = new DownloadOptions { BaseUrl = server.Url } };

    private LoopbackServer Serving(string? folder = null) => new(async (path, stream, token) =>
    {
        var body = File.ReadAllBytes(Path.Combine(folder ?? _folder["server"], path.TrimStart('/')));
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n"), token);
        await stream.WriteAsync(body, token);
    });
}
