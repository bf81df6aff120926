using static TorchSharp.torch.utils.tensorboard;

namespace GraphSeq.Training.Reports;

/// <summary>The epochs of a run for TensorBoard, by TorchSharp's writer.</summary>
internal static class EventFiles
{
    /// <summary>Writes a folder of events; those of an earlier run in it are removed.</summary>
    public static void Write(string folder, IReadOnlyList<EpochRecord> history)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        var writer = SummaryWriter(folder);
        foreach (var epoch in history)
        {
            foreach (var (name, value) in MetricsFile.Values(epoch)) writer.add_scalar(name, (float)value, epoch.Epoch);
            writer.add_scalar("learning_rate", (float)epoch.LearningRate, epoch.Epoch);
        }
    }
}
