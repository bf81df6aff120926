using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GraphSeq.Cli.Commands;

/// <summary>The names that an enumeration's values have in model files and on the command line.</summary>
internal static class EnumNames
{
    public static Dictionary<string, T> Of<T>() where T : struct, Enum => Enum.GetValues<T>().ToDictionary(Name);

    public static string Name<T>(T value) where T : struct, Enum =>
        typeof(T).GetField(value.ToString())?.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name
        ?? JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
