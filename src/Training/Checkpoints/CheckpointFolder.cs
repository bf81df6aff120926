using System.Security.Cryptography;
using System.Text.Json;
using GraphSeq.Graph;
using GraphSeq.Models;
using static TorchSharp.torch;

namespace GraphSeq.Training.Checkpoints;

/// <summary>Pairs of a safetensors and a JSON file, numbered by step. The JSON file, written last, makes a checkpoint; it has the other's hash, and its own.</summary>
/// <remarks>Every file appears whole or not at all, and the one before the last stays until the next is whole: whenever the process dies, the
/// newest pair that fits is a state of the run.</remarks>
internal sealed class CheckpointFolder(string path)
{
    private const int Kept = 2;
    private const string States = ".json", Tensors = ".safetensors";

    /// <summary>Writes a checkpoint, then removes all but the last two, and tensors that no JSON file goes with.</summary>
    /// <exception cref="CheckpointException">The folder cannot be written; what was there stays.</exception>
    public void Write(CheckpointState state, IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        var name = new CheckpointName(state.OptimizerSteps, state.Epochs);
        try
        {
            var tensorPath = PathOf(name, Tensors);
            SafetensorsFile.Write(tensorPath, tensors);
            var complete = state with { Tensors = Path.GetFileName(tensorPath), TensorsHash = Hash(tensorPath) };
            AtomicFile.Write(PathOf(name, States), stream => stream.Write(complete.ToSealedJson()));
            Prune();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var last = Latest is { } good ? $"The last good checkpoint is {good}." : "There is none yet.";
            throw new CheckpointException($"The checkpoint cannot be written to {path}: {e.Message} {last}", e);
        }
    }

    /// <summary>The newest checkpoint that is whole, with its tensors, which are the caller's; null without any.</summary>
    /// <exception cref="CheckpointException">There are checkpoints, but none that is whole.</exception>
    public (CheckpointState State, Dictionary<string, Tensor> Tensors, string Path)? ReadLatest()
    {
        Exception? problem = null;
        foreach (var name in Names(States))
        {
            var file = PathOf(name, States);
            try
            {
                var state = ReadState(file);
                var tensorPath = Path.Combine(path, Path.GetFileName(state.Tensors));
                if (Hash(tensorPath) != state.TensorsHash) throw new IOException($"{tensorPath} is damaged: its hash is not that in {Path.GetFileName(file)}.");
                using var tensors = SafetensorsFile.Open(tensorPath);
                return (state, tensors.ReadAll(), file);
            }
            catch (Exception e) when (e is IOException or ModelFileException or UnauthorizedAccessException)
            {
                problem ??= e;
            }
        }
        return problem is null ? null : throw new CheckpointException($"No checkpoint in {path} can be read: {problem.Message} Start the run anew.", problem);
    }

    /// <summary>Removes checkpoints, and what an interrupted write left.</summary>
    /// <param name="all">Checkpoints too, not only leftovers.</param>
    public void Clean(bool all)
    {
        if (!Directory.Exists(path)) return;
        foreach (var leftover in Directory.EnumerateFiles(path, $".{CheckpointName.Prefix}*.tmp").ToArray()) File.Delete(leftover);
        if (!all) return;
        Delete(Names(States), States);
        Delete(Names(Tensors), Tensors);
    }

    /// <summary>The newest checkpoint's JSON file; null without any.</summary>
    public string? Latest => Names(States) is [var newest, ..] ? PathOf(newest, States) : null;

    private static CheckpointState ReadState(string file)
    {
        try
        {
            var state = CheckpointState.FromSealedJson(BoundedFile.ReadAllBytes(file));
            return state.Format == CheckpointState.CurrentFormat
                ? state
                : throw new CheckpointException($"{file}: its format is {state.Format}, but this version reads {CheckpointState.CurrentFormat}.");
        }
        catch (JsonException e)
        {
            throw new IOException($"{file}: {e.Message}", e);
        }
    }

    /// <summary>Removes checkpoints behind the last, then tensors without a JSON file: a write or a removal that was cut off left them.</summary>
    private void Prune()
    {
        Delete(Names(States).Skip(Kept), States);
        Delete(Names(Tensors).Except(Names(States)), Tensors);
    }

    private void Delete(IEnumerable<CheckpointName> names, string extension)
    {
        foreach (var name in names) File.Delete(PathOf(name, extension));
    }

    /// <summary>Names of the checkpoint files with an extension, the newest first. Files that are called otherwise are someone else's.</summary>
    private CheckpointName[] Names(string extension) => !Directory.Exists(path) ? [] :
        [.. Directory.EnumerateFiles(path, $"{CheckpointName.Prefix}*{extension}")
            .Select(file => CheckpointName.Parse(Path.GetFileNameWithoutExtension(file))).OfType<CheckpointName>().OrderDescending()];

    private string PathOf(CheckpointName name, string extension) => Path.Combine(path, name + extension);

    private static string Hash(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
