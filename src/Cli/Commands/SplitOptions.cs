using System.CommandLine;
using GraphSeq.Datasets;

namespace GraphSeq.Cli.Commands;

/// <summary>The options that say which graphs are learnt from, which choose and which judge.</summary>
internal sealed class SplitOptions
{
    private readonly Option<double> _train = new("--train-share")
    {
        HelpName = "SHARE",
        Description = "Share of each class to learn from.",
        DefaultValueFactory = _ => 0.8,
        CustomParser = NumberOption.Read<double>,
    };

    private readonly Option<double> _validation = new("--validation-share")
    {
        HelpName = "SHARE",
        Description = "Share of each class for validation; the rest is for the test.",
        DefaultValueFactory = _ => 0.1,
        CustomParser = NumberOption.Read<double>,
    };

    private readonly Option<string?> _file = new("--splits") { HelpName = "FILE", Description = "Published folds to take the parts from, instead of the shares." };

    private readonly Option<int> _fold = new("--fold")
    {
        HelpName = "N",
        Description = "Which fold of --splits, counted from 1.",
        DefaultValueFactory = _ => 1,
        CustomParser = NumberOption.Read<int>,
    };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_train, _validation, _file, _fold]) command.Add(option);
    }

    /// <summary>The split; the same seed gives the same one.</summary>
    /// <exception cref="BadInputException">A fold is asked for that is not there.</exception>
    public Split Read(ParseResult parsed, GraphDataset dataset, long seed)
    {
        if (parsed.GetValue(_file) is not { } file)
        {
            if (parsed.GetResult(_fold) is { Implicit: false })
                throw new BadInputException("--fold is one of the folds in a file. Pass --splits with the file, or leave --fold out.");
            return Splits.Stratified(dataset, parsed.GetValue(_train), parsed.GetValue(_validation), seed);
        }
        var folds = Splits.ReadPublished(file, dataset.NumGraphs);
        var fold = parsed.GetValue(_fold);
        return fold >= 1 && fold <= folds.Count ? folds[fold - 1] : throw new BadInputException($"--fold is {fold}, but {file} has folds 1 to {folds.Count}.");
    }
}
