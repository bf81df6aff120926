return args is ["kernels", ..] ? GraphSeq.Benchmarks.Kernels.KernelComparison.Run(args[1..]) : 0;
