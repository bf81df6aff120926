using System.Diagnostics;

namespace GraphSeq.Benchmarks.Machine;

/// <summary>Runs a command in a process whose runtime has settled early, so that its memory is that of the code it runs.</summary>
/// <remarks>Two habits of .NET go on for minutes: methods are compiled again as they get hot, and the heap's share for young objects grows with the
/// processor's cache. Neither can be set from within. Here methods are compiled at once for good, and the managed heap has 64 MB at most, which
/// is some ten times what training uses: a leak beyond it ends the process.</remarks>
internal static class SettledRuntime
{
    private static readonly Dictionary<string, string> Settings = new()
    {
        ["DOTNET_TieredPGO"] = "0",
        ["DOTNET_TC_CallCountingDelayMs"] = "0",
        ["DOTNET_GCHeapHardLimit"] = "4000000",                                 // hexadecimal: 64 MB
    };

    /// <summary>Whether this process was started so.</summary>
    public static bool IsHere => Settings.All(setting => Environment.GetEnvironmentVariable(setting.Key) == setting.Value);

    /// <summary>What was set, for the record.</summary>
    public static IReadOnlyDictionary<string, string> Values => Settings;

    /// <summary>Runs this program again, with the same arguments, and waits.</summary>
    /// <returns>Its exit code.</returns>
    public static int RunAgain()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!);
        var arguments = Environment.GetCommandLineArgs();
        // The first is this program's assembly; "dotnet program.dll" needs it, an executable of its own does not.
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(arguments[0]);
        foreach (var argument in arguments.Skip(1)) start.ArgumentList.Add(argument);
        foreach (var (name, value) in Settings) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
