using System.CommandLine;
using GraphSeq.Benchmarks.Commands;
using GraphSeq.Datasets;

var root = new RootCommand("Measures GraphSeq; every command prints one JSON line, kernels tables.")
{
    EpochCommand.Create(),
    InferCommand.Create(),
    SpmmCommand.Create(),
    IoCommand.Create(),
    MemoryCommand.Create(),
    KernelsCommand.Create(),
};
try
{
    return root.Parse(args).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception e) when (e is ArgumentException or DatasetNotFoundException or DatasetFormatException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
