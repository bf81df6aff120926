using System.Runtime.CompilerServices;

namespace GraphSeq.Graph.Kernels.Simd;

/// <summary>accumulated + operand * value.</summary>
internal readonly struct MultiplyAddOperator : IVectorOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector, T, TSimd>(TVector accumulated, TVector operand, TVector value)
        where TVector : struct where T : unmanaged where TSimd : struct, ISimd<TVector, T> =>
        TSimd.MultiplyAdd(operand, value, accumulated);
}

/// <summary>accumulated + operand * value, the product rounded before it is added, as where messages are made first and summed then.</summary>
internal readonly struct MultiplyThenAddOperator : IVectorOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector, T, TSimd>(TVector accumulated, TVector operand, TVector value)
        where TVector : struct where T : unmanaged where TSimd : struct, ISimd<TVector, T> =>
        TSimd.Add(accumulated, TSimd.Multiply(operand, value));
}

/// <summary>accumulated + value.</summary>
internal readonly struct AddOperator : IVectorOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector, T, TSimd>(TVector accumulated, TVector operand, TVector value)
        where TVector : struct where T : unmanaged where TSimd : struct, ISimd<TVector, T> =>
        TSimd.Add(accumulated, value);
}

/// <summary>accumulated * operand; looks at no value.</summary>
internal readonly struct ScaleOperator : IVectorOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector, T, TSimd>(TVector accumulated, TVector operand, TVector value)
        where TVector : struct where T : unmanaged where TSimd : struct, ISimd<TVector, T> =>
        TSimd.Multiply(accumulated, operand);
}

/// <summary>accumulated / operand.</summary>
internal readonly struct ShareOperator : IVectorOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector, T, TSimd>(TVector accumulated, TVector operand, TVector value)
        where TVector : struct where T : unmanaged where TSimd : struct, ISimd<TVector, T> =>
        TSimd.Divide(accumulated, operand);
}

/// <summary>max(accumulated, 0), a NaN staying one; looks at no value.</summary>
internal readonly struct ReluOperator : IVectorOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector, T, TSimd>(TVector accumulated, TVector operand, TVector value)
        where TVector : struct where T : unmanaged where TSimd : struct, ISimd<TVector, T> =>
        TSimd.AndNot(accumulated, TSimd.GreaterThan(TSimd.Zero, accumulated));
}

/// <summary>accumulated - value.</summary>
internal readonly struct SubtractOperator : IVectorOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector, T, TSimd>(TVector accumulated, TVector operand, TVector value)
        where TVector : struct where T : unmanaged where TSimd : struct, ISimd<TVector, T> =>
        TSimd.Subtract(accumulated, value);
}

/// <summary>accumulated * value.</summary>
internal readonly struct MultiplyOperator : IVectorOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector, T, TSimd>(TVector accumulated, TVector operand, TVector value)
        where TVector : struct where T : unmanaged where TSimd : struct, ISimd<TVector, T> =>
        TSimd.Multiply(accumulated, value);
}

/// <summary>accumulated / value.</summary>
internal readonly struct DivideOperator : IVectorOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector, T, TSimd>(TVector accumulated, TVector operand, TVector value)
        where TVector : struct where T : unmanaged where TSimd : struct, ISimd<TVector, T> =>
        TSimd.Divide(accumulated, value);
}

/// <summary>accumulated + value^2.</summary>
internal readonly struct AddSquareOperator : IVectorOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector, T, TSimd>(TVector accumulated, TVector operand, TVector value)
        where TVector : struct where T : unmanaged where TSimd : struct, ISimd<TVector, T> =>
        TSimd.MultiplyAdd(value, value, accumulated);
}

/// <summary>accumulated where value is above 0, else 0.</summary>
internal readonly struct KeepWherePositiveOperator : IVectorOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector, T, TSimd>(TVector accumulated, TVector operand, TVector value)
        where TVector : struct where T : unmanaged where TSimd : struct, ISimd<TVector, T> =>
        TSimd.And(accumulated, TSimd.GreaterThan(value, TSimd.Zero));
}

/// <summary>The larger of accumulated and value; a NaN value is passed over.</summary>
internal readonly struct LargerOperator : IVectorOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector, T, TSimd>(TVector accumulated, TVector operand, TVector value)
        where TVector : struct where T : unmanaged where TSimd : struct, ISimd<TVector, T> =>
        TSimd.Select(TSimd.GreaterThan(value, accumulated), value, accumulated);
}

/// <summary>accumulated where it is above 0, else accumulated * operand.</summary>
internal readonly struct LeakyReluOperator : IVectorOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector, T, TSimd>(TVector accumulated, TVector operand, TVector value)
        where TVector : struct where T : unmanaged where TSimd : struct, ISimd<TVector, T> =>
        TSimd.Select(TSimd.GreaterThan(accumulated, TSimd.Zero), accumulated, TSimd.Multiply(accumulated, operand));
}

/// <summary>accumulated where value is above 0, else accumulated * operand: the gradient of <see cref="LeakyReluOperator"/>.</summary>
internal readonly struct LeakyReluGradientOperator : IVectorOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector, T, TSimd>(TVector accumulated, TVector operand, TVector value)
        where TVector : struct where T : unmanaged where TSimd : struct, ISimd<TVector, T> =>
        TSimd.Select(TSimd.GreaterThan(value, TSimd.Zero), accumulated, TSimd.Multiply(accumulated, operand));
}

/// <summary>The larger of accumulated and value; a NaN wins over numbers.</summary>
internal readonly struct MaximumOperator : IVectorOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector, T, TSimd>(TVector accumulated, TVector operand, TVector value)
        where TVector : struct where T : unmanaged where TSimd : struct, ISimd<TVector, T> =>
        TSimd.Select(TSimd.Or(TSimd.GreaterThan(accumulated, value), TSimd.IsNaN(accumulated)), accumulated, value);
}

/// <summary>The smaller of accumulated and value; a NaN wins over numbers.</summary>
internal readonly struct MinimumOperator : IVectorOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector, T, TSimd>(TVector accumulated, TVector operand, TVector value)
        where TVector : struct where T : unmanaged where TSimd : struct, ISimd<TVector, T> =>
        TSimd.Select(TSimd.Or(TSimd.GreaterThan(value, accumulated), TSimd.IsNaN(accumulated)), accumulated, value);
}

/// <summary>The bits of operand where accumulated = value, else 0.</summary>
internal readonly struct WhereEqualOperator : IVectorOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector, T, TSimd>(TVector accumulated, TVector operand, TVector value)
        where TVector : struct where T : unmanaged where TSimd : struct, ISimd<TVector, T> =>
        TSimd.And(operand, TSimd.Equal(accumulated, value));
}

/// <summary>The bits that accumulated and value share: one of them a mask, the other stays or becomes 0.</summary>
internal readonly struct AndOperator : IVectorOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector, T, TSimd>(TVector accumulated, TVector operand, TVector value)
        where TVector : struct where T : unmanaged where TSimd : struct, ISimd<TVector, T> =>
        TSimd.And(accumulated, value);
}
