using System.Net;
using System.Text;
using GraphSeq.Graph;

namespace GraphSeq.Cli.Output;

/// <summary>One self-contained page: no script, no request to anywhere, light and dark by the reader's setting, readable on a phone.</summary>
internal sealed class HtmlPage(string title)
{
    private const string Style = """
        :root { color-scheme: light dark; --ink: #1d2127; --soft: #5b636e; --ground: #ffffff; --line: #d9dde3; --tint: 0, 114, 178; --warn: #9a3b00 }
        @media (prefers-color-scheme: dark) { :root { --ink: #d6d9de; --soft: #99a1ac; --ground: #16181d; --line: #353a43; --tint: 86, 180, 233; --warn: #f0a35e } }
        body { margin: 0 auto; max-width: 60rem; padding: 1rem 1.25rem 4rem; color: var(--ink); background: var(--ground); font: 1rem/1.5 system-ui, sans-serif }
        h1 { font-size: 1.5rem } h2 { font-size: 1.15rem; margin-top: 2.2rem; border-bottom: 1px solid var(--line) }
        p.note { color: var(--soft) } p.warn { color: var(--warn) }
        .wide { overflow-x: auto } table { border-collapse: collapse; font-variant-numeric: tabular-nums }
        th, td { padding: .25rem .6rem; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap } th:first-child, td:first-child { text-align: left }
        .facts td { white-space: normal; overflow-wrap: anywhere; text-align: left; vertical-align: top } .facts td:first-child { min-width: 7rem; color: var(--soft) }
        th { font-weight: 600 } .wide th:first-child, .wide td:first-child { position: sticky; left: 0; background: var(--ground) }
        @media (max-width: 40rem) { .wide th:first-child, .wide td:first-child { white-space: normal; min-width: 6.5rem; max-width: 9rem } }
        code { overflow-wrap: anywhere; font-size: .9rem } img { width: 100%; max-width: 43rem; height: auto }
        .dark { display: none } @media (prefers-color-scheme: dark) { .light { display: none } .dark { display: inline } }
        """;

    private readonly StringBuilder _body = new();

    public void Heading(string text) => _body.Append($"<h2>{Text(text)}</h2>\n");

    public void Paragraph(string text, string kind = "") => _body.Append($"<p{(kind.Length > 0 ? $" class=\"{kind}\"" : "")}>{Text(text)}</p>\n");

    public void Code(string text) => _body.Append($"<p><code>{Text(text)}</code></p>\n");

    /// <summary>Names and values.</summary>
    public void Facts(IEnumerable<(string Name, string Value)> facts)
    {
        _body.Append("<table class=\"facts\">");
        foreach (var (name, value) in facts) _body.Append($"<tr><td>{Text(name)}</td><td>{Text(value)}</td></tr>");
        _body.Append("</table>\n");
    }

    public void Table(string[] headings, IEnumerable<string[]> rows, string caption = "")
    {
        if (caption.Length > 0) Paragraph(caption, "note");
        _body.Append("<div class=\"wide\"><table>");
        if (headings.Length > 0) _body.Append($"<tr>{string.Concat(headings.Select(cell => $"<th>{Text(cell)}</th>"))}</tr>");
        foreach (var row in rows) _body.Append($"<tr>{string.Concat(row.Select(cell => $"<td>{Text(cell)}</td>"))}</tr>");
        _body.Append("</table></div>\n");
    }

    /// <summary>Counts by true and predicted class, tinted by their share of the true class.</summary>
    public void Confusion(int[][] counts, IReadOnlyList<string> names)
    {
        Paragraph("One row per true class, one column per predicted class.", "note");
        _body.Append("<div class=\"wide\"><table><tr><th></th>");
        foreach (var name in names) _body.Append($"<th>{Text(name)}</th>");
        _body.Append("</tr>");
        for (var actual = 0; actual < counts.Length; actual++)
        {
            _body.Append($"<tr><th>{Text(names[actual])}</th>");
            foreach (var count in counts[actual])
            {
                var share = FormattableString.Invariant($"{0.75 * count / Math.Max(1, counts[actual].Sum()):0.00}");
                _body.Append($"<td style=\"background: rgba(var(--tint), {share})\">{count}</td>");
            }
            _body.Append("</tr>");
        }
        _body.Append("</table></div>\n");
    }

    /// <summary>A picture for either setting.</summary>
    public void Picture(string description, byte[] light, byte[] dark)
    {
        foreach (var (kind, png) in new[] { ("light", light), ("dark", dark) })
            _body.Append($"<img class=\"{kind}\" alt=\"{Text(description)}\" src=\"data:image/png;base64,{Convert.ToBase64String(png)}\">");
        _body.Append('\n');
    }

    /// <summary>Writes the page; it appears whole or not at all.</summary>
    public void Write(string path)
    {
        var page = $"<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n" +
            $"<link rel=\"icon\" href=\"data:,\">\n<title>{Text(title)}</title>\n<style>\n{Style}\n</style>\n<h1>{Text(title)}</h1>\n{_body}</html>\n";
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(page)));
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
