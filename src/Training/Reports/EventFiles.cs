using static TorchSharp.torch.utils.tensorboard;

namespace GraphSeq.Training.Reports;

/// <summary>The epochs of a run for TensorBoard, by TorchSharp's writer.</summary>
internal static class EventFiles
{
    /// <summary>Writes a folder of events, which appears whole; that of an earlier run is removed.</summary>
    public static void Write(string folder, IReadOnlyList<EpochRecord> history)
    {
        var temporary = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(folder))!, $".{Path.GetFileName(folder)}.{Guid.NewGuid():N}.tmp");
        try
        {
            Directory.CreateDirectory(temporary);
            var writer = SummaryWriter(temporary);
            foreach (var epoch in history)
            {
                foreach (var (name, value) in MetricsFile.Values(epoch)) writer.add_scalar(name, (float)value, epoch.Epoch);
                writer.add_scalar("learning_rate", (float)epoch.LearningRate, epoch.Epoch);
            }
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
            Directory.Move(temporary, folder);
        }
        finally
        {
            if (Directory.Exists(temporary)) Directory.Delete(temporary, recursive: true);
        }
    }
}
