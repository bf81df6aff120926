using System.CommandLine;
using GraphSeq.Cli.Runs;
using GraphSeq.Models;

namespace GraphSeq.Cli.Commands;

/// <summary><c>graphseq import FILE --out DIR</c>: a state dict that PyTorch Geometric wrote becomes a model folder.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "A safetensors file with PyTorch Geometric's keys (conv1.lin.weight, …, lin.weight)." };
        var folder = new Option<string>("--out") { HelpName = "DIR", Description = "Where the model goes, under DIR/model.", Required = true };
        var architecture = new ArchitectureOptions();
        var json = SharedOptions.Json();
        var command = new Command("import", "Makes a model folder of a state dict. Keys and shapes tell a stack of GCN layers; of others, pass --conv, --layers and --hidden.") { file, folder, json };
        architecture.AddTo(command);
        command.SetAction(parsed =>
        {
            var (path, place) = (parsed.GetRequiredValue(file), parsed.GetRequiredValue(folder));
            if (RunFolder.HoldsRun(place))
                throw new BadInputException($"{place} holds a run ({RunFolder.ReportName}), whose model would be replaced. Pass --out with another folder.");
            OutputPlace.RequireFolder(place, folder.Name);
            var options = ArchitectureOptions.Determines(parsed)
                ? ModelFile.ReadArchitecture(path, told => architecture.Apply(parsed, told))
                : architecture.Apply(parsed, ModelFile.ReadArchitecture(path));
            using var model = ModelFile.ImportStateDict(path, options);
            var target = Path.Combine(place, RunFolder.ModelName);
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
}
