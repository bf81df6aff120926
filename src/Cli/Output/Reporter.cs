using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GraphSeq.Cli.Output;

/// <summary>Where a command says what it found: words for a person, and with <c>--json</c> one object on the last line of standard output.</summary>
internal sealed class Reporter(TextWriter output, TextWriter error, bool json)
{
    /// <summary>Names in snake_case, numbers that read back as the same bits; a number that is not finite is null.</summary>
    public static readonly JsonSerializerOptions JsonFormat = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,              // for terminals and files, not for HTML
        Converters = { new FiniteNumberConverter(), new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    /// <summary>Standard output is for the JSON object; words go to standard error.</summary>
    public bool IsJson => json;

    /// <summary>Where words go.</summary>
    public TextWriter Words => json ? error : output;

    /// <summary>A person at a terminal reads the words.</summary>
    public bool WordsGoToTerminal => json ? Words == Console.Error && !Console.IsErrorRedirected : Words == Console.Out && !Console.IsOutputRedirected;

    /// <summary>One line for a person.</summary>
    public void Say(string line) => Words.WriteLine(line);

    /// <summary>One line about what went wrong.</summary>
    public void Complain(string line) => error.WriteLine(line);

    /// <summary>The command's result: the object when JSON is asked for, the lines otherwise.</summary>
    public void Result(object result, IEnumerable<string> lines)
    {
        if (json) output.WriteLine(ToJson(result));
        else foreach (var line in lines) output.WriteLine(line);
    }

    /// <summary>The value in <see cref="JsonFormat"/>, on one line.</summary>
    public static string ToJson(object value) => JsonSerializer.Serialize(value, JsonFormat);
}
