using GraphSeq.Cli.Output;
using GraphSeq.Graph;
using GraphSeq.Training.Explanations;

namespace GraphSeq.Cli.Explaining;

/// <summary>The page of one explained graph, and its pictures.</summary>
internal sealed class ExplanationPage(ExplainedGraph explained, string folder)
{
    /// <param name="command">What made it.</param>
    public void Write(string command)
    {
        var page = new HtmlPage(explained.Title);
        page.Paragraph($"What carried the decision: {explained.Decision}.");
        foreach (var method in explained.Methods) Method(page, method);
        page.Heading("Where it comes from");
        page.Code(command);
        page.Write(Path.Combine(folder, $"graph-{explained.Graph}.html"));
    }

    private void Method(HtmlPage page, ExplainedBy method)
    {
        var explanation = method.Explanation;
        var signed = explanation.Completeness is not null;
        var prefix = $"graph-{explained.Graph}-{(signed ? "gradients" : "mask")}";
        page.Heading(signed ? "Integrated gradients" : "Learned mask");
        page.Paragraph(signed
            ? "What each part adds to the output (orange) or takes from it (blue), on the way from the mean of the training part."
            : "What must stay for the decision to stay, between 0 (not needed) and 1.", "note");
        Picture(page, $"{prefix}-graph", "Nodes and edges by importance", dark => ExplanationPlots.Graph(explanation, dark));
        if (explanation.HasTime)
        {
            Picture(page, $"{prefix}-cells", "Nodes and time steps by importance", dark => ExplanationPlots.Cells(explanation, dark));
            Picture(page, $"{prefix}-times", "Time steps by importance", dark => ExplanationPlots.Bars(explanation.Times, "Time step", dark));
        }
        else
        {
            Picture(page, $"{prefix}-features", "Features by importance", dark => ExplanationPlots.Bars(explanation.Features, "Feature", dark));
        }
        List<(string, string)> facts = [("nodes", ExplainedGraph.Top(explanation.Nodes, node => $"{node}"))];
        if (explanation.HasTime) facts.Add(("time steps", ExplainedGraph.Top(explanation.Times, time => $"{time}")));
        else facts.Add(("features", ExplainedGraph.Top(explanation.Features, explained.FeatureName)));
        if (explanation.Edges.Count > 0)
            facts.Add(("edges", ExplainedGraph.Top(explanation.EdgeImportance, edge => $"{explanation.Edges[edge].Source} → {explanation.Edges[edge].Target}")));
        facts.Add(("stability", ExplainedGraph.Invariant(
            $"rank correlation {method.StabilityIs}: cells {method.Stability.CellCorrelation:0.00}, edges {method.Stability.EdgeCorrelation:0.00} ({method.Stability.Runs} runs)")));
        if (explanation.Completeness is { } sums)
            facts.Add(("completeness", ExplainedGraph.Invariant(
                $"cells add up to {sums.Full - sums.WithoutFeatures:0.000} within {Math.Abs(sums.FeatureGap):0.0000}, edges to {sums.Full - sums.WithoutEdges:0.000} within {Math.Abs(sums.EdgeGap):0.0000}")));
        page.Facts(facts);
        page.Paragraph($"{ExplainedGraph.Deletion("Cells:", method.Faithfulness.Cells)}. A smaller area than that of random orders means that what is said to matter does.", "note");
        Picture(page, $"{prefix}-deletion-cells", "Confidence left while cells are taken away", dark => ExplanationPlots.Deletion(method.Faithfulness.Cells, explanation.HasTime ? "Nodes' time steps" : "Nodes", dark));
        if (method.Faithfulness.Edges is not { } edges) return;
        page.Paragraph($"{ExplainedGraph.Deletion("Edges:", edges)}.", "note");
        Picture(page, $"{prefix}-deletion-edges", "Confidence left while edges are taken away", dark => ExplanationPlots.Deletion(edges, "Edges", dark));
    }

    private void Picture(HtmlPage page, string name, string description, Func<bool, byte[]> draw)
    {
        var (light, dark) = (draw(false), draw(true));
        AtomicFile.Write(Path.Combine(folder, $"{name}.png"), stream => stream.Write(light));
        page.Picture(description, light, dark);
    }
}
