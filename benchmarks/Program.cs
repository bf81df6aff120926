using System.CommandLine;
using GraphSeq.Benchmarks.Commands;

var root = new RootCommand("Measures GraphSeq; every command prints one JSON line, kernels a table.")
{
    SpmmCommand.Create(),
    KernelsCommand.Create(),
    MemoryCommand.Create(),
};
return root.Parse(args).Invoke();
