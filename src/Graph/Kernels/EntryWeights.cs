using System.Numerics;
using System.Runtime.CompilerServices;

namespace GraphSeq.Graph.Kernels;

/// <summary>How the weight of an entry is found; a struct type argument, so that each way has a loop of its own.</summary>
internal unsafe interface IEntryWeight
{
    static abstract T Get<T>(T* weight, int* entryOrder, int entry) where T : unmanaged, INumberBase<T>;
}

/// <summary>Every weight is 1.</summary>
internal readonly unsafe struct UnitWeight : IEntryWeight
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Get<T>(T* weight, int* entryOrder, int entry) where T : unmanaged, INumberBase<T> => T.One;
}

/// <summary>Weights lie in the order of the entries.</summary>
internal readonly unsafe struct DirectWeight : IEntryWeight
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Get<T>(T* weight, int* entryOrder, int entry) where T : unmanaged, INumberBase<T> => weight[entry];
}

/// <summary>Weights lie in the order of another matrix's entries (a transpose that shares the forward weights).</summary>
internal readonly unsafe struct ReorderedWeight : IEntryWeight
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Get<T>(T* weight, int* entryOrder, int entry) where T : unmanaged, INumberBase<T> => weight[entryOrder[entry]];
}
