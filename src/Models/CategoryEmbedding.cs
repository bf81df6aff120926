using GraphSeq.Graph;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GraphSeq.Models;

/// <summary>A learned vector for each category of each column of a batch's <c>Categories</c>, beside the other features of a node.</summary>
/// <remarks>What a linear layer makes of a one-hot code, without the code: <c>W onehot(c) = W[:, c]</c>.</remarks>
internal sealed class CategoryEmbedding
{
    private readonly Embedding[] _columns;
    private readonly int[] _sizes;

    /// <param name="sizes">Categories of each column.</param>
    /// <param name="width">Width of a vector.</param>
    /// <param name="register">Takes each module, under the key it has in the model: <c>emb</c>, or <c>emb1</c>, <c>emb2</c> …</param>
    public CategoryEmbedding(IReadOnlyList<int> sizes, int width, Action<string, nn.Module> register)
    {
        _sizes = [.. sizes];
        _columns = new Embedding[sizes.Count];
        OutputSize = (long)sizes.Count * width;
        for (var i = 0; i < _columns.Length; i++) register(_columns.Length == 1 ? "emb" : $"emb{i + 1}", _columns[i] = nn.Embedding(sizes[i], width));
    }

    /// <summary>Width of all vectors together.</summary>
    public long OutputSize { get; }

    public IEnumerable<Parameter> Parameters => _columns.SelectMany(column => column.parameters());

    /// <summary><c>[N, F], [N, K] -> [N, F + K E]</c></summary>
    /// <exception cref="ArgumentException">The batch has no categories, other columns, or a category beyond the model's.</exception>
    public Tensor Join(Tensor x, GraphBatch batch)
    {
        if (batch.Categories is not { } categories || categories.size(1) != _columns.Length)
        {
            var found = batch.Categories is { } other ? Shapes.Describe(other) : "no categories";
            throw new ArgumentException(
                $"SequenceGraphModel: CategorySizes has {_columns.Length} columns, but the batch has {found}. Build the model for the data set's Categories.",
                nameof(batch));
        }
        var columns = categories.unbind(1);
        for (var i = 0; i < columns.Length; i++) RequireKnown(columns[i], i);
        return cat([x, .. columns.Zip(_columns, (codes, column) => column.call(codes).to(x.dtype))], 1);
    }

    private void RequireKnown(Tensor codes, int column)
    {
        if (codes.numel() == 0 || codes.device.type != DeviceType.CPU) return;      // other devices check for themselves
        using var scope = NewDisposeScope();
        var (least, most) = (codes.min().item<long>(), codes.max().item<long>());
        if (least < 0 || most >= _sizes[column])
            throw new ArgumentException(
                $"SequenceGraphModel: column {column} of the batch's categories has {(least < 0 ? least : most)}, but the model knows {_sizes[column]}, " +
                "numbered from 0. Number the data's categories as those the model was trained on.");
    }
}
