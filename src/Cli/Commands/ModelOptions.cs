using System.CommandLine;
using GraphSeq.Datasets;
using GraphSeq.Graph;
using GraphSeq.Graph.Convolutions;
using GraphSeq.Models;
using GraphSeq.Training;

namespace GraphSeq.Cli.Commands;

/// <summary>The options that say which model is trained: a preset, and what differs from it.</summary>
internal sealed class ModelOptions
{
    private const int GraphsAtOnce = 256;

    private readonly Option<string> _model = new("--model")
    {
        HelpName = "NAME",
        Description = $"The network that the options below change: {string.Join(", ", ModelPresets.Names)}.",
        DefaultValueFactory = _ => "conv-lstm-gcn",
    };

    private readonly Option<bool> _noEdgeFeatures = new("--no-edge-features") { Description = "The layers do not look at the data set's edge features." };

    private readonly ArchitectureOptions _architecture = new();

    public void AddTo(Command command)
    {
        command.Add(_model);
        _architecture.AddTo(command);
        command.Add(_noEdgeFeatures);
    }

    public string Name(ParseResult parsed) => parsed.GetRequiredValue(_model);

    /// <summary>The preset for a data set, with the changes the user asks for, and what the convolution must know of the data.</summary>
    /// <exception cref="BadInputException">The data set has no node features, or a name is not known.</exception>
    public SequenceGraphModelOptions Read(ParseResult parsed, GraphDataset dataset, Split split)
    {
        if (dataset.NumFeatures == 0)
            throw new BadInputException($"{dataset.Name} has no node features. Pass --missing-features constant or degree.");
        var nodeOutputs = dataset.Targets.Level == TargetLevel.Node;
        int[] categories = [.. dataset.Categories.Select(column => column.Width)];
        var options = ModelPresets.Create(Name(parsed), dataset.NodeShape.ToArray(), dataset.NumOutputs, nodeOutputs, categories);
        options = _architecture.Apply(parsed, options);
        TargetFit.Require(options, dataset);
        return options with { Convolution = FromData(options.Convolution, dataset, split, !parsed.GetValue(_noEdgeFeatures)) };
    }

    private static GraphConvolutionOptions FromData(GraphConvolutionOptions options, GraphDataset dataset, Split split, bool edgeFeatures)
    {
        if (edgeFeatures && dataset.NumEdgeFeatures > 0 && GraphConvolutions.Takes(options.Kind, nameof(options.EdgeDim)))
            options = options with { EdgeDim = options.EdgeDim ?? dataset.NumEdgeFeatures };
        if (options.Degrees is null && GraphConvolutions.Takes(options.Kind, nameof(options.Degrees)))
            options = options with { Degrees = PNAConv.DegreeHistogram(Adjacencies(dataset, split.Train)) };
        return options;
    }

    private static IEnumerable<SparseAdjacency> Adjacencies(GraphDataset dataset, IEnumerable<int> graphs)
    {
        foreach (var some in graphs.Chunk(GraphsAtOnce))
        {
            using var batch = dataset.Batch(some);
            yield return batch.Adjacency;
        }
    }
}
