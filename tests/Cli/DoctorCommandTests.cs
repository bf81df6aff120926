using System.Text.Json;
using GraphSeq.Cli;
using GraphSeq.Cli.Diagnosis;
using GraphSeq.Graph.Kernels;

namespace GraphSeq.Tests.Cli;

public class DoctorCommandTests
{
    [Fact]
    public void Run_HealthyInstallation_TellsVersionsAndDevices()
    {
        var doctor = Tool.Run("doctor", "--json").Json();
        Assert.True(doctor.GetProperty("healthy").GetBoolean());
        Assert.StartsWith("2.", doctor.GetProperty("libtorch").GetString());
        Assert.Equal("cpu", doctor.GetProperty("devices")[0].GetString());
        Assert.Equal(JsonValueKind.Null, doctor.GetProperty("load_error").ValueKind);
        Assert.True(doctor.GetProperty("torch_threads").GetInt32() >= 1);
        Assert.True(doctor.GetProperty("kernel_threads").GetInt32() >= 1);
        Assert.Contains(doctor.GetProperty("kernel_backend").GetString(), (string[])["native", "torch"]);
        Assert.Equal(KernelChoice.Reason, doctor.GetProperty("dense_products").GetString());
    }

    [Fact]
    public void Kernels_EachWish_NamesBackendAndReason()
    {
        Assert.Equal(("native", "chosen by GraphSeq; GRAPHSEQ_KERNELS=torch or native forces one"), Report(null));
        Assert.Equal(("native", "GRAPHSEQ_KERNELS=native"), Report("native"));
        Assert.Equal(("torch", "GRAPHSEQ_KERNELS=torch"), Report("torch"));
        Assert.Equal(((string?)null, "GRAPHSEQ_KERNELS is 'fast' but must be native or torch. Unset it to let GraphSeq choose."), Report("fast"));

        static (string?, string) Report(string? text)
        {
            var report = KernelReport.Of(KernelSwitch.Parse(text), "");
            return (report.Backend, report.Reason);
        }
    }

    [Fact]
    public void Run_WithoutJson_EndsWithOneVerdict()
    {
        var tool = Tool.Run("doctor");
        Assert.Equal(ExitCode.Ok, tool.ExitCode);
        Assert.EndsWith("All is well: libtorch loads and computes.", tool.Output.TrimEnd());
    }

    [Fact]
    public void Probe_LibraryThatDoesNotLoad_GivesTheLoadersReason()
    {
        var path = Path.GetTempFileName();
        try
        {
            var probe = TorchProbe.Run(path);
            Assert.Null(probe.Version);
            Assert.Contains(Path.GetFileName(path), probe.Error);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [SkippableFact]
    public void Check_HealedLibrary_HasNoProblems()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Only Linux libraries are examined.");
        var report = NativeLibraryCheck.Run();
        Assert.StartsWith("healed", report.State);
        Assert.Empty(report.Problems);
    }
}
