using GraphSeq.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Training;

public class ComputeDeviceTests
{
    [Fact]
    public void Parse_Cpu_IsTheCpu() => Assert.Equal(DeviceType.CPU, ComputeDevice.Parse("cpu").type);

    [Theory]
    [InlineData("gpu")]
    [InlineData("cuda:")]
    [InlineData("cuda:-1")]
    public void Parse_UnknownName_SaysWhatToUse(string name) =>
        Assert.Contains($"Device {name} is not known. Use cpu, cuda or cuda:N",
            Assert.Throws<ArgumentException>(() => ComputeDevice.Parse(name)).Message);

    [SkippableFact]
    public void Parse_DeviceThatIsNotThere_SaysSo()
    {
        Skip.If(cuda.is_available(), "There is a CUDA device here.");
        Assert.Contains("libtorch sees no CUDA device. Use cpu",
            Assert.Throws<InvalidOperationException>(() => ComputeDevice.Parse("cuda:1")).Message);
    }
}
