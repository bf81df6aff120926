namespace GraphSeq.Datasets;

/// <summary>What a data set's targets ask for.</summary>
public enum TaskKind
{
    /// <summary>There are no targets.</summary>
    None,

    /// <summary>One class out of several, int64.</summary>
    Classification,

    /// <summary>Any number of classes at once, a 0/1 row of float32.</summary>
    MultiLabelClassification,

    /// <summary>One or more values, float32.</summary>
    Regression,
}
