using System.Diagnostics;

namespace GraphSeq.Benchmarks.Machine;

/// <summary>Runs a command in a process whose runtime behaves from the start as it does after a while. Nothing of this can be set from within.</summary>
internal sealed class SettledRuntime
{
    /// <summary>Methods are compiled once, for good, when they are first called. By itself .NET compiles them in a hurry, and again as they get hot:
    /// the first second or two of a process run slower code, and a core of two compiles beside it.</summary>
    public static readonly SettledRuntime Compiled = new(new() { ["DOTNET_TieredCompilation"] = "0" });

    /// <summary>The memory is that of the code that runs: methods are compiled again at once where they are, and the managed heap, whose share for young
    /// objects grows with the processor's cache, has 64 MB at most, some ten times what training uses. A leak beyond it ends the process.</summary>
    public static readonly SettledRuntime Memory = new(new()
    {
        ["DOTNET_TieredPGO"] = "0",
        ["DOTNET_TC_CallCountingDelayMs"] = "0",
        ["DOTNET_GCHeapHardLimit"] = "4000000",                                 // hexadecimal: 64 MB
    });

    private readonly Dictionary<string, string> _settings;

    private SettledRuntime(Dictionary<string, string> settings) => _settings = settings;

    /// <summary>What is set, for the record.</summary>
    public IReadOnlyDictionary<string, string> Values => _settings;

    /// <summary>Does the work in a process started so: in this one, or by running this program again with the same arguments.</summary>
    /// <returns>The exit code.</returns>
    public int Run(Action work)
    {
        if (!_settings.All(setting => Environment.GetEnvironmentVariable(setting.Key) == setting.Value)) return RunAgain();
        work();
        return 0;
    }

    private int RunAgain()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!);
        var arguments = Environment.GetCommandLineArgs();
        // The first is this program's assembly; "dotnet program.dll" needs it, an executable of its own does not.
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(arguments[0]);
        foreach (var argument in arguments.Skip(1)) start.ArgumentList.Add(argument);
        foreach (var (name, value) in _settings) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
