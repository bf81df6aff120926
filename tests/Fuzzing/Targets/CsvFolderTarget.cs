using System.Text;
using GraphSeq.Datasets;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Fuzzing;

/// <summary>CSV folders: what is read is consistent, and the validator complains of exactly those folders that the reader refuses.</summary>
internal sealed class CsvFolderTarget : FuzzTarget
{
    private readonly TemporaryFolder _folder = new(inMemory: true);

    public override string Name => "CSV folders";

    public override IReadOnlyList<FuzzInput> Corpus { get; } =
    [
        Of(("nodes.csv", "graph,node,mass,element\nwater,O,16,O\nmethane,C,12,C\nwater,H1,1,H\nmethane,H1,1.5,H\n"),
            ("graphs.csv", "graph,label\nwater,polar\nmethane,apolar\n"),
            ("edges.csv", "graph,source,target,length,bond\nwater,O,H1,0.96,single\nmethane,C,H1,1.09,double\nmethane,H1,C,1.09,double\n")),
        Of(("nodes.csv", "node;size;x;kind\na;1;0;0\nb;2;1;\"1\"\nc;3;5e-1;1\n"), ("edges.csv", "source;target;weight\na;b;1\nb;c;0.5\nc;c;2\n"),
            ("sequences.csv", "node;step;v\na;0;1\na;1;2\nb;3;4\nc;1;2\nc;0;7\n"),
            ("schema.json", """{"separator":";","undirected":true,"task":"classification","targets":["kind"],"classes":["0","1"],"nodes":{"positions":["x"]}}""")),
        Of(("nodes.csv", "node,y\n1,0.5\n2,-3\n")),
    ];

    // A category of two bytes may become OneHotLimit columns of four; a problem takes a few hundred bytes to tell.
    public override int AllocationRatio => 4096;

    public override void Dispose() => _folder.Dispose();

    public override bool Read(FuzzInput input)
    {
        input.WriteTo(_folder["set"]);
        var validation = CsvFolderDataset.IsFolder(_folder["set"]) ? DatasetValidator.Validate(_folder["set"]) : null;
        GraphDataset dataset;
        try
        {
            dataset = CsvFolderDataset.Load(_folder["set"], new CsvFolderOptions { UseCache = false });
        }
        catch (DatasetFormatException e)
        {
            Assert.True(validation is null or { Errors: > 0 }, $"The validator finds nothing where the reader says: {e.Message}");
            throw;
        }
        Assert.True(validation!.Errors == 0, $"The reader reads what the validator refuses: {validation.Problems.FirstOrDefault(problem => problem.IsError)}");
        DatasetAssert.Consistent(dataset);
        return true;
    }

    public override bool IsDocumented(Exception e) => e is DatasetFormatException;

    private static FuzzInput Of(params (string Name, string Text)[] files) => new([.. files.Select(file => (file.Name, Encoding.UTF8.GetBytes(file.Text)))]);
}
