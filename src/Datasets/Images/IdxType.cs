namespace GraphSeq.Datasets;

/// <summary>Element types of an IDX file, by the code in its header's third byte.</summary>
public enum IdxType
{
    /// <summary>Unsigned bytes, <c>byte</c>.</summary>
    UInt8 = 0x08,

    /// <summary>Signed bytes, <c>sbyte</c>.</summary>
    Int8 = 0x09,

    /// <summary>16-bit integers, <c>short</c>.</summary>
    Int16 = 0x0B,

    /// <summary>32-bit integers, <c>int</c>.</summary>
    Int32 = 0x0C,

    /// <summary>32-bit floating point, <c>float</c>.</summary>
    Float32 = 0x0D,

    /// <summary>64-bit floating point, <c>double</c>.</summary>
    Float64 = 0x0E,
}
