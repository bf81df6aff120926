using System.CommandLine;
using GraphSeq.Cli.Explaining;
using GraphSeq.Cli.Output;
using GraphSeq.Cli.Runs;
using GraphSeq.Datasets;
using GraphSeq.Models;
using GraphSeq.Training.Explanations;

namespace GraphSeq.Cli.Commands;

/// <summary><c>graphseq explain RUN DATASET --graph i</c>: what carried a saved model's decisions.</summary>
internal sealed class ExplainCommand
{
    private static readonly Dictionary<string, (bool Gradients, bool Mask)> Methods = new(StringComparer.Ordinal)
    {
        ["both"] = (true, true),
        ["integrated-gradients"] = (true, false),
        ["mask"] = (false, true),
    };

    private readonly Argument<string> _model = SharedOptions.ModelFolder();
    private readonly Argument<string> _dataset = SharedOptions.Dataset();
    private readonly DatasetOptions _source = new(missingDefault: "degree");

    private readonly Option<int[]> _graphs = new("--graph")
    {
        HelpName = "I",
        Description = "Graphs to explain, one or more, numbered from 0.",
        Required = true,
        AllowMultipleArgumentsPerToken = true,
        CustomParser = NumberOption.ReadAll<int>,
    };

    private readonly Option<string> _method = new("--method")
    {
        HelpName = "NAME",
        Description = $"How: {string.Join(", ", Methods.Keys)}.",
        DefaultValueFactory = _ => "both",
    };

    private readonly Option<string?> _output = new("--class")
    {
        HelpName = "NAME",
        Description = "Class, label or value to explain. [default: what the model says; of values the first]",
    };

    private readonly Option<int?> _node = new("--node")
    {
        HelpName = "I",
        Description = "Node of the graph whose outputs are explained, for models with a row per node.",
        CustomParser = NumberOption.ReadOptional<int>,
    };

    private readonly Option<int> _runs = new("--runs")
    {
        HelpName = "N",
        Description = "Masks learned, and noisy repeats, for stability.",
        DefaultValueFactory = _ => 5,
        CustomParser = NumberOption.Read<int>,
    };

    private readonly Option<int> _epochs = new("--mask-epochs")
    {
        HelpName = "N",
        Description = "Steps in which a mask is learned.",
        DefaultValueFactory = _ => 200,
        CustomParser = NumberOption.Read<int>,
    };

    private readonly Option<long> _seed = new("--seed")
    {
        HelpName = "N",
        Description = "Decides masks' starts, noise and random orders.",
        DefaultValueFactory = _ => 0,
        CustomParser = NumberOption.Read<long>,
    };

    private readonly Option<string?> _out = new("--out") { HelpName = "DIR", Description = "Folder for a page, pictures and JSON of each graph. [default: explanations in the run's folder]" };
    private readonly Option<bool> _json = SharedOptions.Json();

    public static Command Create()
    {
        var explain = new ExplainCommand();
        var command = new Command("explain", "Shows which nodes, edges and time steps carried a saved model's decisions.") { explain._model, explain._dataset };
        foreach (var option in (Option[])[explain._graphs, explain._method, explain._output, explain._node, explain._runs, explain._epochs, explain._seed, explain._out, explain._json])
            command.Add(option);
        explain._source.AddTo(command);
        command.SetAction(explain.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var reporter = SharedOptions.Reporter(parsed, _json);
        KnownNames.Require("method", parsed.GetRequiredValue(_method), Methods);
        foreach (var option in (Option<int>[])[_runs, _epochs])
            if (parsed.GetValue(option) < 1) throw new BadInputException($"{option.Name} is {parsed.GetValue(option)} but must be at least 1.");
        if (parsed.GetValue(_out) is { } place) OutputPlace.RequireFolder(place, _out.Name);
        else if (Directory.Exists(parsed.GetRequiredValue(_model))) OutputPlace.RequireFolder(DefaultPlace(parsed), _out.Name);
        var dataset = await _source.LoadAsync(parsed, parsed.GetRequiredValue(_dataset), cancellationToken);
        return Explain(parsed, reporter, dataset, cancellationToken);
    }

    /// <summary>Synchronous, as tensor scopes belong to one thread.</summary>
    private int Explain(ParseResult parsed, Reporter reporter, GraphDataset dataset, CancellationToken cancellationToken)
    {
        var place = parsed.GetRequiredValue(_model);
        using var saved = RunFolder.LoadModel(place, dataset);
        var target = Target(parsed, saved, dataset);
        var graphs = Graphs(parsed, dataset);
        var (gradients, mask) = Methods[parsed.GetRequiredValue(_method)];
        var folder = Path.GetFullPath(parsed.GetValue(_out) ?? DefaultPlace(parsed));
        List<ExplainedGraph> all = [];
        foreach (var graph in graphs)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var data = dataset[graph];
            using var explainer = new GraphExplainer(saved.Model, data, target);
            List<ExplainedBy> methods = [];
            if (gradients)
            {
                var explanation = explainer.IntegratedGradients();
                var noisy = explainer.NoiseStability(explanation, runs: parsed.GetValue(_runs), seed: parsed.GetValue(_seed));
                methods.Add(new ExplainedBy(explanation, explainer.Deletion(explanation, seed: parsed.GetValue(_seed)), noisy, "with noise of 5 % of each feature's deviation"));
            }
            if (mask)
            {
                var (explanation, stability) = explainer.LearnMask(
                    new MaskOptions { Epochs = parsed.GetValue(_epochs), Runs = parsed.GetValue(_runs), Seed = parsed.GetValue(_seed) });
                methods.Add(new ExplainedBy(explanation, explainer.Deletion(explanation, seed: parsed.GetValue(_seed)), stability, "from other starts"));
            }
            var explained = new ExplainedGraph(dataset, graph, saved.Metadata, methods);
            explained.Write(folder, CommandText.Of(parsed));
            all.Add(explained);
            if (!reporter.IsJson) foreach (var line in explained.ToLines()) reporter.Say(line);
        }
        reporter.Result(
            new { Dataset = dataset.Name, ModelDir = Path.GetFullPath(place), Folder = folder, Graphs = all.Select(explained => explained.ToSummary()) },
            [$"pages and pictures in {folder}"]);
        return ExitCode.Ok;
    }

    /// <summary>The graphs asked for; all are checked before the first is worked on.</summary>
    private int[] Graphs(ParseResult parsed, GraphDataset dataset)
    {
        var graphs = parsed.GetRequiredValue(_graphs);
        foreach (var graph in graphs)
            if ((uint)graph >= (uint)dataset.NumGraphs)
                throw new BadInputException($"There is no graph {graph}: {dataset.Name} has {dataset.NumGraphs}, numbered from 0.");
        return graphs;
    }

    private string DefaultPlace(ParseResult parsed) => Path.Combine(parsed.GetRequiredValue(_model), RunFolder.ExplanationName);

    private ExplanationTarget Target(ParseResult parsed, SavedModel saved, GraphDataset dataset)
    {
        var task = Enum.TryParse<TaskKind>(saved.Metadata.Task, out var known) ? known : dataset.Targets.Task;
        var names = saved.Metadata.OutputNames.Count > 0 ? saved.Metadata.OutputNames : dataset.Targets.Names;
        int? output = parsed.GetValue(_output) is { } name
            ? KnownNames.Require("class", name, names.Select((text, i) => (text, i)).DistinctBy(pair => pair.text).ToDictionary(pair => pair.text, pair => pair.i))
            : null;
        return new ExplanationTarget { Task = task == TaskKind.None ? TaskKind.Regression : task, Output = output, Node = parsed.GetValue(_node) };
    }
}
