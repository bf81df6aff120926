using GraphSeq.Training;
using Spectre.Console;

namespace GraphSeq.Cli.Output;

/// <summary>Shows a run while it runs: a live table of epochs on a terminal, a line per epoch anywhere else.</summary>
internal static class TrainingView
{
    /// <summary>Runs the work and shows what it reports.</summary>
    /// <param name="reporter">Where words go.</param>
    /// <param name="work">Gets the object to report to.</param>
    public static TrainingResult Show(Reporter reporter, Func<IProgress<TrainingProgress>, TrainingResult> work) =>
        reporter.WordsGoToTerminal ? OnTerminal(reporter.Words, work) : work(new EpochLines(reporter.Words));

    private static TrainingResult OnTerminal(TextWriter words, Func<IProgress<TrainingProgress>, TrainingResult> work)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(words) });
        return console.Live(new Text("")).Start(context => work(new LiveEpochs(context)));
    }
}
