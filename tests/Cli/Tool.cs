using System.Text.Json;
using GraphSeq.Cli;

namespace GraphSeq.Tests.Cli;

/// <summary>The command line run inside the test process, with what it printed.</summary>
internal sealed record Tool(int ExitCode, string Output, string Error)
{
    public static Tool Run(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = Application.Run(arguments, output, error);
        return new Tool(code, output.ToString(), error.ToString());
    }

    /// <summary>The object on the last line of standard output.</summary>
    public JsonElement Json()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}: {Error}");
        return JsonDocument.Parse(Output.TrimEnd('\n').Split('\n')[^1]).RootElement;
    }
}
