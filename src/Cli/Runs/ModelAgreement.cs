using GraphSeq.Datasets;
using GraphSeq.Graph;
using GraphSeq.Models;
using GraphSeq.Training;

namespace GraphSeq.Cli.Runs;

/// <summary>Whether a saved model and a data set mean the same by outputs and inputs, and have as many of them.</summary>
internal static class ModelAgreement
{
    private const int MostNamed = 6;

    /// <summary>Compares whatever both sides know: names that one of them lacks, and targets that the data have not, are not asked for.</summary>
    /// <exception cref="BadInputException">They differ; the message has both sides of each difference.</exception>
    public static void Require(SavedModel saved, GraphDataset dataset)
    {
        string[] problems = [.. Outputs(saved, dataset), .. Inputs(saved, dataset)];
        if (problems.Length == 0) return;
        var origin = saved.Metadata.Dataset is { Length: > 0 } name ? $" of {name}" : "";
        throw new BadInputException(
            $"The model{origin} does not fit {dataset.Name}: {string.Join("; ", problems)}. Pass data of the kind it was trained on, read with the same options; " +
            "in a CSV folder, schema.json says the order of classes, features and categories.");
    }

    /// <summary>Each category of each column, such as <c>element=C</c>, for <see cref="ModelMetadata.CategoryNames"/>; empty where a column has no names.</summary>
    public static IReadOnlyList<string> CategoryNames(GraphDataset dataset) =>
        dataset.Categories.Any(column => column.Labels.Count == 0) ? [] : [.. dataset.Categories.SelectMany(column => column.Labels.Select(label => $"{column.Name}={label}"))];

    private static IEnumerable<string> Outputs(SavedModel saved, GraphDataset dataset)
    {
        var (model, metadata, targets) = (saved.Model, saved.Metadata, dataset.Targets);
        if (targets.Task == TaskKind.None) yield break;
        if (Enum.TryParse<TaskKind>(metadata.Task, out var task) && task != TaskKind.None && task != targets.Task)
        {
            yield return $"the model is for {Words(task)}, the data are for {Words(targets.Task)}";
            yield break;
        }
        var level = Evaluator.LevelOf(model, dataset);
        if (level != targets.Level) yield return $"the model answers for each {DataPart.Word(level)}, the data have a target for each {DataPart.Word(targets.Level)}";
        if (model.Options.Outputs != targets.Width) yield return $"the model has {model.Options.Outputs} outputs, the data {targets.Width}{Listed(targets.Names)}";
        else if (Difference("output", metadata.OutputNames, targets.Names) is { } difference) yield return difference;
    }

    private static IEnumerable<string> Inputs(SavedModel saved, GraphDataset dataset)
    {
        var (options, metadata) = (saved.Model.Options, saved.Metadata);
        if (!Fits([.. options.NodeShape], dataset))
            yield return $"the model reads {Shapes.Describe([.. options.NodeShape])} features of each node, the data have {Shapes.Describe(dataset.NodeShape.ToArray())}";
        else if (Difference("feature", metadata.FeatureNames, dataset.FeatureNames) is { } difference) yield return difference;
        int[] categories = [.. dataset.Categories.Select(column => column.Width)];
        if (!categories.SequenceEqual(options.CategorySizes ?? []))
            yield return $"the model knows columns of [{string.Join(", ", options.CategorySizes ?? [])}] categories, the data have [{string.Join(", ", categories)}]";
        else if (Difference("category", metadata.CategoryNames, CategoryNames(dataset)) is { } other) yield return other;
        if (options.Convolution.EdgeDim is { } edge && edge != dataset.NumEdgeFeatures)
            yield return $"the model reads {edge} features of each edge, the data have {dataset.NumEdgeFeatures}";
    }

    /// <summary>As the model's own check of a batch: time may be open on either side.</summary>
    private static bool Fits(long[] model, GraphDataset dataset)
    {
        var data = dataset.NodeShape;
        if (data.Length != model.Length || !data[1..].SequenceEqual(model.AsSpan(1))) return false;
        return data[0] == model[0] || data[0] == -1 || model[0] == -1 || dataset.IsChanging;
    }

    private static string? Difference(string kind, IReadOnlyList<string> model, IReadOnlyList<string> data)
    {
        if (model.Count == 0 || data.Count == 0 || model.SequenceEqual(data)) return null;
        if (model.Count <= MostNamed && data.Count <= MostNamed)
            return $"{kind} names are {string.Join(", ", model)} in the model and {string.Join(", ", data)} in the data";
        var first = Enumerable.Range(0, Math.Min(model.Count, data.Count)).FirstOrDefault(i => model[i] != data[i], Math.Min(model.Count, data.Count));
        return $"of {model.Count} {kind} names in the model and {data.Count} in the data the first to differ is number {first}, {At(model)} and {At(data)}";

        string At(IReadOnlyList<string> names) => first < names.Count ? names[first] : "none";
    }

    private static string Listed(IReadOnlyList<string> names) => names.Count is > 0 and <= MostNamed ? $" ({string.Join(", ", names)})" : "";

    private static string Words(TaskKind task) => task switch
    {
        TaskKind.Classification => "classification",
        TaskKind.MultiLabelClassification => "multi-label classification",
        _ => "regression",
    };
}
