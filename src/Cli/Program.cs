return GraphSeq.Cli.Application.Run(args, Console.Out, Console.Error);
