using System.Text.Json;

namespace GraphSeq.Benchmarks.Output;

/// <summary>A result as one line of JSON on standard output.</summary>
internal static class JsonLine
{
    public static void Print(object result) => Console.WriteLine(JsonSerializer.Serialize(result));
}
