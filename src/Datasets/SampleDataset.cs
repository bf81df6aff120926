using System.Globalization;
using System.Text;
using GraphSeq.Graph;

namespace GraphSeq.Datasets;

/// <summary>A small set made by a seeded generator: to tell its classes, a model needs the order of events in time and the edges, both.</summary>
/// <remarks>
/// Each node carries a series of 7 steps in 3 channels (21 attributes, time-major). A node of kind A has a pulse in channel 0 and, two steps later,
/// one in channel 1; a node of kind B has them in the other order; the remaining nodes have both at once. Channel 2 is noise. In every graph A and B
/// are equally many, and each is joined to exactly one other of A and B: in class 0 to one of its own kind, in class 1 to one of the other. So the
/// nodes of both classes are alike, and so are the edges; only who neighbours whom differs. Kinds differ in nothing but the order in time.
/// </remarks>
public static class SampleDataset
{
    /// <summary>The set's name, with which its files begin.</summary>
    public const string Name = "SAMPLE";

    /// <summary>Time steps of a node's series.</summary>
    public const int TimeSteps = 7;

    /// <summary>Channels of a node's series.</summary>
    public const int Channels = 3;

    private const int MinNodes = 10;
    private const int MaxNodes = 30;
    private const int PulseGap = 2;
    private const int PairsPerNodes = 8;                     // pairs of pairs: 4 of 8 nodes are A or B

    private enum Kind
    {
        Background,
        A,
        B,
    }

    /// <summary>Makes the set in memory, through the same text and the same reader as <see cref="WriteTo"/>.</summary>
    /// <param name="options">Size and seed; null for the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static GraphDataset Load(SampleDatasetOptions? options = null)
    {
        var set = FilesOf(options ?? new SampleDatasetOptions());
        return new GraphDataset(TUReader.Read(set, new TUDatasetOptions(), set.ContentHash()) with { Notes = [$"Made by the generator: {set.Location}."] });
    }

    /// <summary>The set's text, in memory.</summary>
    internal static TUFiles FilesOf(SampleDatasetOptions options)
    {
        var files = Generate(options).ToDictionary(file => file.Kind, file =>
        {
            var bytes = Encoding.UTF8.GetBytes(file.Text);
            return new TextSource(TUFiles.FileName(Name, file.Kind), bytes.Length, () => new MemoryStream(bytes, writable: false));
        });
        var place = string.Create(CultureInfo.InvariantCulture, $"the built-in sample, seed {options.Seed}");
        return new TUFiles(Name, place, files);
    }

    /// <summary>Writes the set in the TU text format: <c>SAMPLE_A.txt</c> and its companions, each atomically.</summary>
    /// <param name="folder">Where to; created if need be. Files of the same names are replaced.</param>
    /// <param name="options">Size and seed; null for the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static void WriteTo(string folder, SampleDatasetOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        foreach (var (kind, text) in Generate(options ?? new SampleDatasetOptions()))
            AtomicFile.Write(Path.Combine(folder, TUFiles.FileName(Name, kind)), stream => stream.Write(Encoding.UTF8.GetBytes(text)));
    }

    private static (string Kind, string Text)[] Generate(SampleDatasetOptions options)
    {
        options.Validate();
        var (edges, indicator, labels, attributes) = (new StringBuilder(), new StringBuilder(), new StringBuilder(), new StringBuilder());
        var firstNode = 1;
        for (var g = 0; g < options.NumGraphs; g++)
        {
            var random = SplitMix64.ForStream(options.Seed, g);
            var label = g % 2;
            var numNodes = MinNodes + random.NextInt(MaxNodes - MinNodes + 1);
            var numPairs = 2 * (numNodes / PairsPerNodes);
            var nodes = new int[numNodes];
            for (var i = 0; i < numNodes; i++) nodes[i] = i;
            random.Shuffle<int>(nodes);
            foreach (var (from, to) in Edges(nodes, numPairs, ref random).Order())
                edges.Append(CultureInfo.InvariantCulture, $"{firstNode + from}, {firstNode + to}\n");
            foreach (var kind in Kinds(nodes, numPairs, label))
            {
                AppendSeries(attributes, kind, options.Noise, ref random);
                indicator.Append(CultureInfo.InvariantCulture, $"{g + 1}\n");
            }
            labels.Append(CultureInfo.InvariantCulture, $"{label}\n");
            firstNode += numNodes;
        }
        return [("A", $"{edges}"), ("graph_indicator", $"{indicator}"), ("graph_labels", $"{labels}"), ("node_attributes", $"{attributes}")];
    }

    /// <summary>Nodes 2p and 2p + 1 of the list are pair p; the rest are a ring of background nodes on which the paired ones hang.</summary>
    private static HashSet<(int From, int To)> Edges(int[] nodes, int numPairs, ref SplitMix64 random)
    {
        HashSet<(int, int)> edges = [];
        var background = nodes.AsSpan(2 * numPairs);
        for (var p = 0; p < numPairs; p++) Join(nodes[2 * p], nodes[2 * p + 1]);
        for (var i = 0; i < background.Length; i++) Join(background[i], background[(i + 1) % background.Length]);
        for (var i = 0; i < 2 * numPairs; i++) Join(nodes[i], background[random.NextInt(background.Length)]);
        return edges;

        void Join(int a, int b)
        {
            if (a == b) return;
            edges.Add((a, b));
            edges.Add((b, a));
        }
    }

    private static Kind[] Kinds(int[] nodes, int numPairs, int label)
    {
        var kinds = new Kind[nodes.Length];
        for (var p = 0; p < numPairs; p++)
        {
            var first = p % 2 == 0 ? Kind.A : Kind.B;
            kinds[nodes[2 * p]] = first;
            kinds[nodes[2 * p + 1]] = label == 0 ? first : first == Kind.A ? Kind.B : Kind.A;
        }
        return kinds;
    }

    private static void AppendSeries(StringBuilder to, Kind kind, double noise, ref SplitMix64 random)
    {
        Span<double> series = stackalloc double[TimeSteps * Channels];
        foreach (ref var value in series) value = noise * random.NextGaussian();
        var early = random.NextInt(TimeSteps - PulseGap);
        var (first, second) = kind switch
        {
            Kind.A => (early, early + PulseGap),
            Kind.B => (early + PulseGap, early),
            _ => (early, early),
        };
        series[first * Channels]++;
        series[second * Channels + 1]++;
        for (var i = 0; i < series.Length; i++) to.Append(CultureInfo.InvariantCulture, $"{(i > 0 ? ", " : "")}{series[i]:0.####}");
        to.Append('\n');
    }
}
