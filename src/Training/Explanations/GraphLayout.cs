using GraphSeq.Graph;
using MathNet.Numerics.LinearAlgebra;

namespace GraphSeq.Training.Explanations;

/// <summary>Places of a graph's nodes in the plane, for pictures: spectral, then by forces.</summary>
/// <remarks>The start is the second and third eigenvector of the Laplacian <c>I - D^-1/2 A D^-1/2</c>; then edges pull and nodes push as in
/// <see href="https://doi.org/10.1002/spe.4380211102">Fruchterman, Reingold, "Graph drawing by force-directed placement", 1991</see>, with a pull to
/// the middle that holds parts together. The same graph gives the same places.</remarks>
internal static class GraphLayout
{
    private const int LargestSpectral = 500, Rounds = 300;
    private const double LargestWork = 4e8, Gravity = 0.4, Jitter = 1e-3;

    /// <param name="numNodes">Number of nodes.</param>
    /// <param name="edges">Edges; direction does not matter.</param>
    /// <returns>X and Y of each node.</returns>
    public static (double[] X, double[] Y) Compute(int numNodes, IReadOnlyList<(int Source, int Target)> edges)
    {
        var pairs = edges.Where(e => e.Source != e.Target).Select(e => (From: Math.Min(e.Source, e.Target), To: Math.Max(e.Source, e.Target))).Distinct().ToArray();
        var (x, y) = numNodes is > 2 and <= LargestSpectral ? Spectral(numNodes, pairs) : Circle(numNodes);
        var random = new SplitMix64(1);
        for (var i = 0; i < numNodes; i++) (x[i], y[i]) = (x[i] + Jitter * random.NextGaussian(), y[i] + Jitter * random.NextGaussian());
        var rounds = Math.Clamp((int)(LargestWork / Math.Max(1, (double)numNodes * numNodes)), 10, Rounds);
        for (var round = 0; round < rounds; round++) Move(x, y, pairs, step: 0.1 * (1 - (double)round / rounds) + 0.001);
        return (x, y);
    }

    private static (double[] X, double[] Y) Spectral(int numNodes, (int From, int To)[] pairs)
    {
        var degree = new double[numNodes];
        foreach (var (from, to) in pairs)
        {
            degree[from]++;
            degree[to]++;
        }
        var laplacian = Matrix<double>.Build.DenseIdentity(numNodes);
        foreach (var (from, to) in pairs) laplacian[from, to] = laplacian[to, from] = -1 / Math.Sqrt(degree[from] * degree[to]);
        var vectors = laplacian.Evd(Symmetricity.Symmetric).EigenVectors;
        var (x, y) = (vectors.Column(1).ToArray(), vectors.Column(2).ToArray());
        Spread(x);
        Spread(y);
        return (x, y);
    }

    private static (double[] X, double[] Y) Circle(int numNodes)
    {
        double[] angle = [.. Enumerable.Range(0, numNodes).Select(i => 2 * Math.PI * i / Math.Max(1, numNodes))];
        return (Array.ConvertAll(angle, Math.Cos), Array.ConvertAll(angle, Math.Sin));
    }

    private static void Spread(double[] values)
    {
        var largest = values.Max(Math.Abs);
        for (var i = 0; largest > 0 && i < values.Length; i++) values[i] /= largest;
    }

    private static void Move(double[] x, double[] y, (int From, int To)[] pairs, double step)
    {
        var count = x.Length;
        var ideal = 2 / Math.Sqrt(count);                               // distance at which an edge pulls as hard as its ends push
        var (dx, dy) = (new double[count], new double[count]);
        for (var i = 0; i < count; i++)
        {
            for (var j = i + 1; j < count; j++)
            {
                var (awayX, awayY) = (x[i] - x[j], y[i] - y[j]);
                var force = ideal * ideal / Math.Max(awayX * awayX + awayY * awayY, 1e-9);
                dx[i] += awayX * force;
                dy[i] += awayY * force;
                dx[j] -= awayX * force;
                dy[j] -= awayY * force;
            }
            dx[i] -= Gravity * ideal * count * 0.1 * x[i];
            dy[i] -= Gravity * ideal * count * 0.1 * y[i];
        }
        foreach (var (from, to) in pairs)
        {
            var (alongX, alongY) = (x[to] - x[from], y[to] - y[from]);
            var force = Math.Sqrt(alongX * alongX + alongY * alongY) / ideal;
            dx[from] += alongX * force;
            dy[from] += alongY * force;
            dx[to] -= alongX * force;
            dy[to] -= alongY * force;
        }
        for (var i = 0; i < count; i++)
        {
            var length = Math.Sqrt(dx[i] * dx[i] + dy[i] * dy[i]);
            if (length == 0) continue;
            var moved = Math.Min(length, step) / length;
            x[i] += dx[i] * moved;
            y[i] += dy[i] * moved;
        }
    }
}
