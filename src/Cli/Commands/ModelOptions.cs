using System.CommandLine;
using GraphSeq.Datasets;
using GraphSeq.Models;

namespace GraphSeq.Cli.Commands;

/// <summary>The options that say which model is trained: a preset, and what differs from it.</summary>
internal sealed class ModelOptions
{
    private readonly Option<string> _model = new("--model")
    {
        HelpName = "NAME",
        Description = $"The network: {string.Join(", ", ModelPresets.Names)}.",
        DefaultValueFactory = _ => "conv-lstm-gcn",
    };

    private readonly Option<int?> _hidden = new("--hidden") { HelpName = "N", Description = "Width of the graph layers. [default: the preset's]" };

    private readonly Option<int?> _layers = new("--layers") { HelpName = "N", Description = "Number of graph layers. [default: the preset's]" };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_model, _hidden, _layers]) command.Add(option);
    }

    public string Name(ParseResult parsed) => parsed.GetRequiredValue(_model);

    /// <summary>The preset for a data set, with the changes the user asks for.</summary>
    /// <exception cref="BadInputException">The data set has no node features.</exception>
    public SequenceGraphModelOptions Read(ParseResult parsed, GraphDataset dataset)
    {
        if (dataset.NumFeatures == 0)
            throw new BadInputException($"{dataset.Name} has no node features. Pass --missing-features constant or degree.");
        var nodeOutputs = dataset.Targets.Level == TargetLevel.Node;
        var options = ModelPresets.Create(Name(parsed), dataset.NodeShape.ToArray(), dataset.NumOutputs, nodeOutputs);
        return options with { HiddenSize = parsed.GetValue(_hidden) ?? options.HiddenSize, Layers = parsed.GetValue(_layers) ?? options.Layers };
    }
}
