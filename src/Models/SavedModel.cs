namespace GraphSeq.Models;

/// <summary>A model from a file, with what the file says about it.</summary>
/// <param name="Model">The model, in evaluation mode.</param>
/// <param name="Metadata">Origin and outputs.</param>
public sealed record SavedModel(SequenceGraphModel Model, ModelMetadata Metadata) : IDisposable
{
    /// <summary>Frees the model.</summary>
    public void Dispose() => Model.Dispose();
}
