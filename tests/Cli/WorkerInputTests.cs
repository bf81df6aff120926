using System.IO.Pipes;
using GraphSeq.Cli.Comparison;

namespace GraphSeq.Tests.Cli;

public class WorkerInputTests
{
    [Fact]
    public void Next_EndWhileWaiting_IsNullAndNothingElse()
    {
        var abandoned = false;
        Assert.Null(new WorkerInput(new StringReader(""), () => abandoned = true).Next());
        Assert.False(abandoned);
    }

    [Fact]
    public void Next_EndDuringAMessage_TellsSoAtOnce()
    {
        using var abandoned = new ManualResetEventSlim();
        using var writing = new AnonymousPipeServerStream(PipeDirection.Out);
        using var reading = new AnonymousPipeClientStream(PipeDirection.In, writing.ClientSafePipeHandle);
        var input = new WorkerInput(new StreamReader(reading), abandoned.Set);
        writing.Write("job\n"u8);
        Assert.Equal("job", input.Next());
        Assert.False(abandoned.IsSet);
        writing.Dispose();
        Assert.True(abandoned.Wait(TimeSpan.FromMinutes(2)));
        Assert.Null(input.Next());
    }
}
