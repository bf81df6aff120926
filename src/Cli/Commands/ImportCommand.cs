using System.CommandLine;
using GraphSeq.Models;

namespace GraphSeq.Cli.Commands;

/// <summary><c>graphseq import FILE --out DIR</c>: a state dict that PyTorch Geometric wrote becomes a model folder.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "A safetensors file with PyTorch Geometric's keys (conv1.lin.weight, …, lin.weight)." };
        var folder = new Option<string>("--out") { HelpName = "DIR", Description = "Where the model goes, under DIR/model.", Required = true };
        var readout = new Option<string?>("--readout")
        {
            HelpName = "NAME",
            Description = "How nodes become one row, which no key tells: none, sum, mean, max or mean+max+std. [default: mean]",
        };
        var json = SharedOptions.Json();
        var command = new Command("import", "Makes a model folder of a state dict; keys and shapes tell the architecture.") { file, folder, readout, json };
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(file);
            var options = ModelFile.ReadArchitecture(path);
            if (parsed.GetValue(readout) is { } name) options = options with { Readout = ParseReadout(name) };
            using var model = ModelFile.ImportStateDict(path, options);
            var target = Path.Combine(parsed.GetRequiredValue(folder), "model");
            ModelFile.Save(target, model, new ModelMetadata { Task = "Classification", Notes = new Dictionary<string, string> { ["imported_from"] = Path.GetFileName(path) } });
            var parameters = model.parameters().Sum(parameter => parameter.numel());
            var result = new Dictionary<string, object>
            {
                ["source"] = path,
                ["model_dir"] = Path.GetFullPath(target),
                ["parameters"] = parameters,
                ["options"] = options,
            };
            SharedOptions.Reporter(parsed, json).Result(
                result, [$"{options.Layers} graph layers of {options.HiddenSize}, {options.Outputs} outputs, {parameters} parameters; saved in {target}"]);
            return ExitCode.Ok;
        });
        return command;
    }

    private static ReadoutKind ParseReadout(string name) => name switch
    {
        "none" => ReadoutKind.None,
        "sum" => ReadoutKind.Sum,
        "mean" => ReadoutKind.Mean,
        "max" => ReadoutKind.Max,
        "mean+max+std" => ReadoutKind.MeanMaxStd,
        _ => throw new BadInputException($"--readout is {name} but must be none, sum, mean, max or mean+max+std."),
    };
}
