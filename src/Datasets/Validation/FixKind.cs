namespace GraphSeq.Datasets;

/// <summary>Ways to mend a row.</summary>
internal enum FixKind
{
    Drop,
    Mirror,
    Mean,
    Text,
    Rewrite,
}
