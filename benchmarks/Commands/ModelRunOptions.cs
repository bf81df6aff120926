using System.CommandLine;
using GraphSeq.Benchmarks.Models;
using GraphSeq.Datasets;
using GraphSeq.Models;

namespace GraphSeq.Benchmarks.Commands;

/// <summary>Options of the commands that run one of the models over a data set.</summary>
/// <param name="batchSize">Graphs per batch unless said otherwise.</param>
internal sealed class ModelRunOptions(int batchSize)
{
    private readonly Option<string> _model = CreateModelOption(), _dataset = CommonOptions.Dataset();
    private readonly Option<int> _batchSize = new("--batch-size") { Description = "Graphs per batch.", DefaultValueFactory = _ => batchSize };
    private readonly Option<int> _threads = CommonOptions.Threads();
    private readonly Option<string?> _data = CommonOptions.Data();
    private readonly Option<string> _plan = CommonOptions.Switch("--plan", "on: whole-step plans where the model allows them; off: layer by layer.");

    /// <summary>A command with these options and more.</summary>
    public Command CreateCommand(string name, string description, params ReadOnlySpan<Option> more)
    {
        var command = new Command(name, description) { _model, _batchSize, _data, _dataset, _threads, _plan };
        foreach (var option in more) command.Add(option);
        return command;
    }

    /// <summary>Sets the threads and reads the data set.</summary>
    /// <exception cref="DatasetNotFoundException">The set is not there; nothing is downloaded.</exception>
    public ModelRun Read(ParseResult parsed)
    {
        var threads = parsed.GetValue(_threads);
        CommonOptions.UseThreads(threads);
        var dataset = CommonOptions.Load(parsed.GetRequiredValue(_dataset), parsed.GetValue(_data));
        return new(parsed.GetRequiredValue(_model), dataset, parsed.GetValue(_batchSize), threads, CommonOptions.IsOn(parsed, _plan));
    }

    private static Option<string> CreateModelOption()
    {
        var option = new Option<string>("--model")
        {
            Description = $"One of {string.Join(", ", TableModels.Names)}; or preset:NAME, a preset of the library.",
            DefaultValueFactory = _ => "gcn",
        };
        option.CompletionSources.Add([.. TableModels.Names]);
        return option;
    }
}

/// <summary>A model to run, what to run it on, and how.</summary>
/// <param name="Name">The model's name in <see cref="TableModels"/>.</param>
/// <param name="Dataset">Its graphs.</param>
/// <param name="BatchSize">Graphs per batch.</param>
/// <param name="Threads">Compute threads.</param>
/// <param name="Plan">Whether whole-step plans are used where the model allows them.</param>
internal sealed record ModelRun(string Name, GraphDataset Dataset, int BatchSize, int Threads, bool Plan)
{
    public SequenceGraphModel CreateModel() => new(TableModels.Create(Name, Dataset.NodeShape.ToArray(), Dataset.NumOutputs)) { UsesPlan = Plan };

    /// <summary>Every graph is trained on.</summary>
    public Split WholeSet() => new([.. Enumerable.Range(0, Dataset.NumGraphs)], [], []);
}
