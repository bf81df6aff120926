using System.Diagnostics;
using System.Globalization;
using GraphSeq.Training;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace GraphSeq.Cli.Output;

/// <summary>A table of the last epochs with a progress bar and the time left, redrawn in place.</summary>
internal sealed class LiveEpochs(LiveDisplayContext context) : IProgress<TrainingProgress>
{
    private const int Shown = 10, BarWidth = 40;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly Queue<EpochRecord> _last = new();
    private readonly long _started = Stopwatch.GetTimestamp();
    private long _drawn;
    private long? _firstStep;

    public void Report(TrainingProgress value)
    {
        if (value.Completed is { } epoch)
        {
            _last.Enqueue(epoch);
            if (_last.Count > Shown) _last.Dequeue();
        }
        var done = (long)(value.Epoch - 1) * value.StepsPerEpoch + value.Step;
        var all = (long)value.Epochs * value.StepsPerEpoch;
        _firstStep ??= done - 1;                                                // a resumed run does not begin at 0
        if (value.Completed is null && Stopwatch.GetElapsedTime(_drawn) < Pause) return;
        _drawn = Stopwatch.GetTimestamp();
        context.UpdateTarget(new Rows(Table(), Bar(done, all, value)));
        context.Refresh();
    }

    private Table Table()
    {
        var table = new Table().Border(TableBorder.Simple);
        var first = _last.FirstOrDefault();
        var score = first?.Train.Accuracy is null && first?.Train.R2 is not null ? "R²" : "accuracy";
        string[] headings = ["epoch", "loss", score, .. first?.Validation is null ? [] : (string[])["validation loss", $"validation {score}"], "lr", "seconds"];
        foreach (var heading in headings) table.AddColumn(new TableColumn(heading) { Alignment = Justify.Right, NoWrap = true });
        foreach (var epoch in _last)
            table.AddRow((string[])[
                $"{epoch.Epoch}", Number(epoch.Train.Loss, "0.0000"), Number(epoch.Train.MainMetric, "0.000"),
                .. epoch.Validation is { } validation ? [Number(validation.Loss, "0.0000"), Number(validation.MainMetric, "0.000")] : (string[])[],
                Number(epoch.LearningRate, "0.00e-0"), Number(epoch.Seconds, "0.00")]);
        return table;
    }

    private IRenderable Bar(long done, long all, TrainingProgress value)
    {
        var elapsed = Stopwatch.GetElapsedTime(_started);
        var left = elapsed / Math.Max(1, done - _firstStep!.Value) * (all - done);
        var filled = (int)(BarWidth * done / Math.Max(1, all));
        var bar = $"[green]{new string('━', filled)}[/][grey]{new string('━', BarWidth - filled)}[/]";
        return new Markup(string.Create(CultureInfo.InvariantCulture,
            $" {bar} {100.0 * done / Math.Max(1, all):0} %  epoch {value.Epoch}/{value.Epochs}, batch {value.Step}/{value.StepsPerEpoch}  {Time(elapsed)} gone, {Time(left)} left"));
    }

    private static string Time(TimeSpan time) => time.ToString(time.TotalHours >= 1 ? @"h\:mm\:ss" : @"m\:ss", CultureInfo.InvariantCulture);

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
