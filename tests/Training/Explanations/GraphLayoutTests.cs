using GraphSeq.Training.Explanations;

namespace GraphSeq.Tests.Training.Explanations;

public class GraphLayoutTests
{
    [Fact]
    public void Compute_TwoCliquesAndABridge_KeepsCliquesTogether()
    {
        List<(int, int)> edges = [(0, 4)];
        foreach (var first in new[] { 0, 4 })
            for (var i = 0; i < 4; i++)
                for (var j = i + 1; j < 4; j++) edges.Add((first + i, first + j));
        var (x, y) = GraphLayout.Compute(8, edges);
        double Distance(int a, int b) => Math.Sqrt(Math.Pow(x[a] - x[b], 2) + Math.Pow(y[a] - y[b], 2));
        Assert.True(Distance(1, 5) > 1.5 * Distance(1, 2), $"{Distance(1, 5)} {Distance(1, 2)}");
        Assert.All(Enumerable.Range(0, 8), i => Assert.True(double.IsFinite(x[i]) && double.IsFinite(y[i])));
        Assert.Equal((x, y), GraphLayout.Compute(8, edges), new SameNumbers());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Compute_NoEdges_SeparatesNodes(int nodes)
    {
        var (x, y) = GraphLayout.Compute(nodes, []);
        for (var i = 0; i < nodes; i++)
            for (var j = i + 1; j < nodes; j++) Assert.True(Math.Abs(x[i] - x[j]) + Math.Abs(y[i] - y[j]) > 0.05);
    }

    private sealed class SameNumbers : IEqualityComparer<(double[] X, double[] Y)>
    {
        public bool Equals((double[] X, double[] Y) a, (double[] X, double[] Y) b) => a.X.SequenceEqual(b.X) && a.Y.SequenceEqual(b.Y);

        public int GetHashCode((double[] X, double[] Y) places) => places.X.Length;
    }
}
