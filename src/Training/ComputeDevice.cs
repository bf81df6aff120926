using TorchSharp;
using static TorchSharp.torch;

namespace GraphSeq.Training;

/// <summary>Turns a device's name into the device, once it is known to be there.</summary>
public static class ComputeDevice
{
    /// <summary>Finds a device.</summary>
    /// <param name="name"><c>cpu</c>, <c>cuda</c>, <c>cuda:0</c>, <c>cuda:1</c> …</param>
    /// <exception cref="ArgumentException">The name is of another form.</exception>
    /// <exception cref="InvalidOperationException">There is no such device here.</exception>
    public static Device Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name == "cpu") return CPU;
        var index = 0;
        if (name != "cuda" && !(name.StartsWith("cuda:", StringComparison.Ordinal) && int.TryParse(name.AsSpan(5), out index) && index >= 0))
            throw new ArgumentException($"Device {name} is not known. Use cpu, cuda or cuda:N with N counted from 0.", nameof(name));
        if (!cuda.is_available())
            throw new InvalidOperationException(
                $"Device {name} is not here: libtorch sees no CUDA device. Use cpu, or build with -p:TorchBackend=cuda-linux " +
                "on a machine with an NVIDIA GPU.");
        if (index >= cuda.device_count())
            throw new InvalidOperationException($"Device {name} is not here: there are {cuda.device_count()} CUDA devices, numbered from 0.");
        return device(DeviceType.CUDA, index);
    }
}
