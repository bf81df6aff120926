using System.CommandLine;
using GraphSeq.Benchmarks.Commands;

var root = new RootCommand("Measures GraphSeq; every command prints one JSON line.") { SpmmCommand.Create() };
return root.Parse(args).Invoke();
