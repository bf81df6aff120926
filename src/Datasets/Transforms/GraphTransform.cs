using System.Text.Json;
using System.Text.Json.Serialization;
using GraphSeq.Graph;

namespace GraphSeq.Datasets.Transforms;

/// <summary>Makes a data set into another. Immutable; what it learns, it learns by <see cref="Fit"/> from some graphs only, usually the training part.</summary>
/// <remarks><code>var transform = new Compose([new AddRandomWalkPE(8), new Standardize()]).Fit(data, split.Train);
/// var prepared = transform.Apply(data);
/// transform.Save("transform.json");</code></remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(Compose), "compose")]
[JsonDerivedType(typeof(Standardize), "standardize")]
[JsonDerivedType(typeof(Clip), "clip")]
[JsonDerivedType(typeof(ClipToQuantiles), "clip-to-quantiles")]
[JsonDerivedType(typeof(AddDegree), "add-degree")]
[JsonDerivedType(typeof(OneHotDegree), "one-hot-degree")]
[JsonDerivedType(typeof(OneHotCategories), "one-hot-categories")]
[JsonDerivedType(typeof(AddRandomWalkPE), "add-random-walk-pe")]
[JsonDerivedType(typeof(AddLaplacianEigenvectorPE), "add-laplacian-eigenvector-pe")]
[JsonDerivedType(typeof(KNNGraph), "knn-graph")]
[JsonDerivedType(typeof(RadiusGraph), "radius-graph")]
[JsonDerivedType(typeof(LineGraph), "line-graph")]
[JsonDerivedType(typeof(AddReverseEdges), "add-reverse-edges")]
[JsonDerivedType(typeof(LargestComponent), "largest-component")]
public abstract record GraphTransform
{
    private const int FileFormat = 1;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        NumberHandling = JsonNumberHandling.Strict,
    };

    /// <summary>False while there is something to learn from data before <see cref="Apply"/>.</summary>
    [JsonIgnore]
    public virtual bool IsFitted => true;

    /// <summary>Learns what there is to learn; a transform that learns nothing is returned as it is.</summary>
    /// <param name="dataset">The set; it stays as it is.</param>
    /// <param name="graphs">Positions of the graphs to learn from: the training part.</param>
    /// <returns>The fitted transform.</returns>
    /// <exception cref="ArgumentException">There is nothing to learn from, or no such graph.</exception>
    public virtual GraphTransform Fit(GraphDataset dataset, IReadOnlyList<int> graphs) => this;

    /// <summary>The transformed set.</summary>
    /// <param name="dataset">The set; it stays as it is.</param>
    /// <exception cref="InvalidOperationException">The transform is not fitted.</exception>
    /// <exception cref="ArgumentException">The set lacks what the transform needs.</exception>
    public abstract GraphDataset Apply(GraphDataset dataset);

    /// <summary>Writes the transform, with what it has learned, as JSON; the file appears whole or not at all.</summary>
    /// <param name="path">The file, beside the model's.</param>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, new Envelope(FileFormat, this), Json));
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DatasetFormatException">The file is not a transform.</exception>
    public static GraphTransform Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            var envelope = JsonSerializer.Deserialize<Envelope>(BoundedFile.ReadAllBytes(path), Json) ?? throw new JsonException("the file holds null.");
            if (envelope.Transform is Compose { Transforms: var all } && all.Contains(null!)) throw new JsonException("one of the transforms is null.");
            return envelope.Format == FileFormat ? envelope.Transform
                : throw new JsonException($"its format is {envelope.Format}, but this version reads {FileFormat}.");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or ArgumentException or InvalidOperationException)
        {
            throw new DatasetFormatException(path, (e as JsonException)?.LineNumber + 1 ?? 0, $"this is not a saved transform: {e.Message}", e);
        }
    }

    /// <summary>Refuses to go on unfitted.</summary>
    private protected void RequireFitted()
    {
        if (!IsFitted) throw new InvalidOperationException($"{GetType().Name} has to be fitted first: call Fit with the data set and its training graphs.");
    }

    private sealed record Envelope(int Format, GraphTransform Transform);
}
