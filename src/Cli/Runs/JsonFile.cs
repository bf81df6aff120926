using System.Text.Json;
using System.Text.Json.Nodes;
using GraphSeq.Graph;

namespace GraphSeq.Cli.Runs;

/// <summary>Reads JSON files that the tool wrote, and that somebody may have changed since.</summary>
internal static class JsonFile
{
    /// <summary>The file's object, or what stands under one of its keys.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">How it was written; nothing may be missing or null that the type has not as nullable.</param>
    /// <param name="problem">What the file then is not, for the message.</param>
    /// <param name="key">The key; null for the whole.</param>
    /// <exception cref="BadInputException">The file cannot be read, or is not such an object.</exception>
    public static T Read<T>(string path, JsonSerializerOptions format, string problem, string? key = null)
    {
        try
        {
            var node = JsonNode.Parse(BoundedFile.ReadAllBytes(path));
            if (key is not null) node = (node as JsonObject)?[key];
            var strict = new JsonSerializerOptions(format) { RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };
            return node.Deserialize<T>(strict) ?? throw new JsonException(key is null ? "the file holds null." : $"there is nothing under \"{key}\".");
        }
        // Keys that come twice are an ArgumentException, half a surrogate pair is an InvalidOperationException.
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException)
        {
            throw new BadInputException($"{path} {problem}: {e.Message}", e);
        }
    }
}
