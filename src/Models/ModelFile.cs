using System.Globalization;
using System.Text.Json;
using GraphSeq.Graph;
using static TorchSharp.torch;

namespace GraphSeq.Models;

/// <summary>Models in folders: <c>model.safetensors</c> has the tensors, <c>model.json</c> the architecture, the scaler and the origin.</summary>
public static class ModelFile
{
    /// <summary>Name of the file with the tensors.</summary>
    public const string WeightsName = "model.safetensors";

    /// <summary>Name of the file with all the rest.</summary>
    public const string DescriptionName = "model.json";

    /// <summary>Writes a model; each file appears whole or not at all.</summary>
    /// <param name="folder">Made if need be; files of an older model in it are replaced.</param>
    /// <param name="model">The model; it stays as it is.</param>
    /// <param name="metadata">Origin and outputs; null for nothing known.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static void Save(string folder, SequenceGraphModel model, ModelMetadata? metadata = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(model);
        var description = new ModelDescription
        {
            Format = ModelDescription.CurrentFormat,
            WrittenBy = new Dictionary<string, string>
            {
                ["graphseq"] = VersionOf(typeof(ModelFile)),
                ["torchsharp"] = VersionOf(typeof(nn.Module)),
                ["dotnet"] = Environment.Version.ToString(),
            },
            Options = model.Options,
            Scaler = model.Scaler is { } scaler ? ScalerDescription.Of(scaler) : null,
            TargetScaler = model.TargetScaler is { } ofTargets ? ScalerDescription.Of(ofTargets) : null,
            Metadata = metadata ?? new ModelMetadata(),
        };
        ExportStateDict(Path.Combine(folder, WeightsName), model);
        AtomicFile.Write(Path.Combine(folder, DescriptionName), stream => stream.Write(description.ToJson()));
    }

    /// <summary>Reads a model.</summary>
    /// <param name="folder">A folder that <see cref="Save"/> wrote.</param>
    /// <returns>The model in evaluation mode, with its origin; owned by the caller.</returns>
    /// <exception cref="FileNotFoundException">One of the two files is not there.</exception>
    /// <exception cref="ModelFileException">A file is damaged, or they do not belong together.</exception>
    public static SavedModel Load(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var (descriptionPath, weightsPath) = (Path.Combine(folder, DescriptionName), Path.Combine(folder, WeightsName));
        foreach (var path in new[] { descriptionPath, weightsPath })
            if (!File.Exists(path))
                throw new FileNotFoundException($"{path}: there is no such file. A model folder holds {DescriptionName} and {WeightsName}.", path);
        ModelDescription description;
        SequenceGraphModel model;
        try
        {
            description = ModelDescription.FromJson(BoundedFile.ReadAllBytes(descriptionPath));
            RequireWeights(description.Options, weightsPath);
            model = new SequenceGraphModel(description.Options);
        }
        // An InvalidOperationException is of half a surrogate pair.
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            throw new ModelFileException(descriptionPath, e.Message, e);
        }
        try
        {
            model.Scaler = description.Scaler?.ToScaler(description.Options.NodeShape);
            model.TargetScaler = description.TargetScaler?.ToScaler([description.Options.Outputs]);
            LoadWeights(model, weightsPath);
            return new SavedModel(model, description.Metadata);
        }
        catch (ArgumentException e)
        {
            model.Dispose();
            throw new ModelFileException(descriptionPath, e.Message, e);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Writes the parameters and buffers alone, as PyTorch's users save a state dict.</summary>
    /// <param name="path">The safetensors file.</param>
    /// <param name="model">The model; it stays as it is.</param>
    /// <param name="metadata">Texts for the header; null for <c>format: pt</c>, which other readers ask for.</param>
    public static void ExportStateDict(string path, nn.Module model, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        SafetensorsFile.Write(path, StateDict.Of(model), metadata ?? new Dictionary<string, string> { ["format"] = "pt" });
    }

    /// <summary>Makes a model for a state dict that PyTorch Geometric or <see cref="ExportStateDict"/> wrote.</summary>
    /// <param name="path">The safetensors file.</param>
    /// <param name="options">The architecture; null to read it from keys and shapes, which tell plain stacks of GCN layers with a linear head
    /// (ReLU and a mean readout are assumed).</param>
    /// <returns>The model in evaluation mode; owned by the caller.</returns>
    /// <exception cref="ModelFileException">The file is damaged, or its keys or shapes are not the architecture's.</exception>
    public static SequenceGraphModel ImportStateDict(string path, SequenceGraphModelOptions? options = null)
    {
        var model = new SequenceGraphModel(options ?? ReadArchitecture(path));
        try
        {
            LoadWeights(model, path);
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>The architecture that the keys and shapes of a state dict tell: a plain stack of GCN layers with a linear head. ReLU and a mean
    /// readout, which no key tells, are assumed; vary the result with <c>with</c>.</summary>
    /// <param name="path">The safetensors file.</param>
    /// <exception cref="ModelFileException">The file is damaged, or its keys are of no architecture known here.</exception>
    public static SequenceGraphModelOptions ReadArchitecture(string path)
    {
        using var file = SafetensorsFile.Open(path);
        return StateDictArchitecture.Infer(file.Entries) ?? throw new ModelFileException(path,
            $"the architecture cannot be told from the keys ({string.Join(", ", file.Entries.Take(8).Select(e => e.Name))} …). Pass what it is: the " +
            "convolution, the number of layers and their width (--conv, --layers, --hidden), and what else is not at its default.");
    }

    /// <summary>The architecture of a state dict of which one knows the graph layers. Flat features are assumed; how many, and how many outputs there
    /// are, is read from the tensors whose shapes depend on it.</summary>
    /// <param name="path">The safetensors file.</param>
    /// <param name="describe">Gets what the keys tell (the head's layers, batch norm, a stack of GCN layers), and returns the architecture.</param>
    /// <exception cref="ModelFileException">The file is damaged.</exception>
    /// <exception cref="ArgumentException">There is no model of such an architecture.</exception>
    public static SequenceGraphModelOptions ReadArchitecture(string path, Func<SequenceGraphModelOptions, SequenceGraphModelOptions> describe)
    {
        ArgumentNullException.ThrowIfNull(describe);
        using var file = SafetensorsFile.Open(path);
        return StateDictArchitecture.FitWidths(file.Entries, describe(StateDictArchitecture.Guess(file.Entries)));
    }

    /// <summary>Sizes that a file claims are not believed before there are weights of such a size.</summary>
    private static void RequireWeights(SequenceGraphModelOptions options, string path)
    {
        options.Validate();
        using var file = SafetensorsFile.Open(path);
        var (needed, found) = (ParameterCount.AtLeast(options), file.Entries.Sum(entry => entry.Shape.Aggregate(1L, (product, size) => product * size)));
        if (needed > found)
            throw new ModelFileException(path, string.Create(CultureInfo.InvariantCulture,
                $"the file has {found} numbers, but a model as {DescriptionName} describes it has {needed} or more. Are the two of one model?"));
    }

    private static void LoadWeights(SequenceGraphModel model, string path)
    {
        using var file = SafetensorsFile.Open(path);
        StateDict.Load(model, file, path);
        model.eval();
    }

    private static string VersionOf(Type type) => type.Assembly.GetName().Version?.ToString(3) ?? "";
}
