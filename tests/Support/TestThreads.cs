using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Support;

/// <summary>libtorch at one thread: its waiting threads spin, and tiny tensors on a busy machine then take a hundred times as long.</summary>
internal static class TestThreads
{
    [ModuleInitializer]
    internal static void UseOne() => set_num_threads(1);
}
