using System.Text;
using GraphSeq.Datasets;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Fuzzing;

/// <summary>Series on a graph: a table of values with a matrix, a list of edges or distances, and the JSON file of the chickenpox series.</summary>
internal sealed class SeriesTarget : FuzzTarget
{
    private const string Values = "a,b,c\n1,2.5,\n-4e1,nan,6\n7,8,9\n";
    private readonly TemporaryFolder _folder = new(inMemory: true);

    public override string Name => "series on graphs";

    public override int Mutants => 2000;

    public override IReadOnlyList<FuzzInput> Corpus { get; } =
    [
        Files(("values.csv", Values), ("matrix.csv", "0,1,0\n1,0,0.5\n0,0.5,1\n")),
        Files(("values.csv", Values), ("edges.csv", "source,target,weight\na,b,1\nb,c,0.5\n")),
        Files(("values.csv", Values), ("distances.csv", "from,to,cost\na,b,100\nb,a,120.5\nc,x,7\nb,c,300\n")),
        Files(("chickenpox.json", """{"edges": [[0, 1], [1, 0], [1, 1]], "node_ids": {"BACS": 0, "PEST": 1}, "FX": [[0.5, -1], [2, 3e0]]}""")),
    ];

    public override void Dispose() => _folder.Dispose();

    public override bool Read(FuzzInput input)
    {
        input.WriteTo(_folder["in"]);
        string? File(string name) => input.Files.ContainsKey(name) ? Path.Combine(_folder["in"], name) : null;
        var series = File("chickenpox.json") is { } json
            ? Chickenpox.Read(json)
            : GraphSeriesReader.Read(new GraphSeriesFiles
            {
                Values = Path.Combine(_folder["in"], "values.csv"),
                Edges = File("edges.csv"),
                Distances = File("distances.csv"),
                Adjacency = (File("edges.csv") ?? File("distances.csv")) is null ? Path.Combine(_folder["in"], "matrix.csv") : null,     // there or not
                Undirected = true,
            });
        Assert.True(series is { NumSteps: > 0, NumNodes: > 0 });
        Assert.Equal((long)series.NumSteps * series.NumNodes * series.NumChannels, series.Values.Length);
        Assert.All(series.Values.ToArray(), value => Assert.False(float.IsInfinity(value)));
        Assert.All(series.Adjacency.Source.ToArray(), node => Assert.InRange(node, 0, series.NumNodes - 1));
        return true;
    }

    public override bool IsDocumented(Exception e) => e is DatasetFormatException;

    private static FuzzInput Files(params (string Name, string Text)[] files) =>
        new(files.Select(file => KeyValuePair.Create(file.Name, Encoding.UTF8.GetBytes(file.Text))));
}
