using System.Text.RegularExpressions;
using GraphSeq.Datasets;
using GraphSeq.Datasets.Transforms;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Fuzzing;

/// <summary>Saved transforms of data sets.</summary>
internal sealed partial class TransformTarget : FuzzTarget
{
    private const string FileName = "transform.json";
    private static readonly GraphDataset Data = ToyData.Rings(3);
    private readonly TemporaryFolder _folder = new(inMemory: true);

    public TransformTarget() => Corpus =
    [
        Written(new Compose([new Standardize { Clip = 3 }, new AddDegree(), new OneHotDegree(), new Clip(-2, 2)])),
        Written(new Compose([new ClipToQuantiles(), new AddRandomWalkPE(2), new AddReverseEdges()])),
        Written(new KNNGraph(2) { Coordinates = ["a", "b"], Undirected = true }),
    ];

    public override string Name => "transforms";

    public override IReadOnlyList<FuzzInput> Corpus { get; }

    public override void Dispose() => _folder.Dispose();

    public override bool Read(FuzzInput input)
    {
        input.WriteTo(_folder["in"]);
        var transform = GraphTransform.Load(_folder[$"in/{FileName}"]);
        // Widths are the user's to choose; small ones are tried.
        if (!input.Files.Values.All(bytes => Large().Count(System.Text.Encoding.Latin1.GetString(bytes)) == 0)) return true;
        try
        {
            DatasetAssert.Consistent(transform.Apply(Data), finite: false);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return true;                                        // documented: not fitted, or not of this set
        }
        return true;
    }

    public override bool IsDocumented(Exception e) => e is DatasetFormatException or FileNotFoundException;

    private FuzzInput Written(GraphTransform transform)
    {
        transform.Fit(Data, [0, 1, 2]).Save(_folder["written.json"]);
        return new FuzzInput((FileName, File.ReadAllBytes(_folder["written.json"])));
    }

    [GeneratedRegex(@"\d{4}|\d[eE]\+?\d")]
    private static partial Regex Large();
}
