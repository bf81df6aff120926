using System.Globalization;
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

    /// <summary>One epoch in one line.</summary>
    public static string Describe(EpochRecord epoch, int epochs)
    {
        var line = new System.Text.StringBuilder();
        line.Append(CultureInfo.InvariantCulture, $"epoch {epoch.Epoch.ToString(CultureInfo.InvariantCulture).PadLeft(Digits(epochs))}/{epochs}  loss {epoch.Train.Loss:0.0000}");
        Append(epoch.Train, "");
        if (epoch.Validation is { } validation)
        {
            line.Append(CultureInfo.InvariantCulture, $"  validation loss {validation.Loss:0.0000}");
            Append(validation, "validation ");
        }
        return line.Append(CultureInfo.InvariantCulture, $"  lr {epoch.LearningRate:0.00e-0}  {epoch.Seconds:0.00} s").ToString();

        void Append(Evaluation evaluation, string part)
        {
            if (evaluation.Accuracy is { } accuracy) line.Append(CultureInfo.InvariantCulture, $"  {part}accuracy {accuracy:0.000}");
            else if (evaluation.R2 is { } r2) line.Append(CultureInfo.InvariantCulture, $"  {part}R² {r2:0.000}");
        }
    }

    private static int Digits(int number) => number.ToString(CultureInfo.InvariantCulture).Length;

    private static TrainingResult OnTerminal(TextWriter words, Func<IProgress<TrainingProgress>, TrainingResult> work)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(words) });
        return console.Live(new Text("")).Start(context => work(new LiveEpochs(context)));
    }

    private sealed class EpochLines(TextWriter words) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Completed is { } epoch) words.WriteLine(Describe(epoch, value.Epochs));
        }
    }
}
