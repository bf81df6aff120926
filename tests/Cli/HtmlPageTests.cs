using GraphSeq.Cli.Output;

namespace GraphSeq.Tests.Cli;

public sealed class HtmlPageTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"graphseq-{Guid.NewGuid():N}.html");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Write_EveryPart_IsSelfContainedAndEscaped()
    {
        var page = new HtmlPage("a < b");
        page.Heading("Part & part");
        page.Table(["row"], [["<script>"]]);
        page.Confusion([[3, 1], [0, 4]], ["one", "two"]);
        page.Picture("what it shows", [1, 2], [3]);
        page.Write(_path);
        var text = File.ReadAllText(_path);
        Assert.Contains("<title>a &lt; b</title>", text);
        Assert.Contains("<td>&lt;script&gt;</td>", text);
        Assert.Contains("<td style=\"background: rgba(var(--tint), 0.56)\">3</td>", text);
        Assert.Contains("src=\"data:image/png;base64,AQI=\"", text);
        Assert.DoesNotContain("http", text);
        Assert.DoesNotContain("<script", text);
    }
}
