using System.Diagnostics;
using System.Globalization;
using System.Text;
using GraphSeq.Datasets;
using GraphSeq.Graph;
using GraphSeq.Tests.Support;
using Xunit.Abstractions;

namespace GraphSeq.Tests.Datasets;

/// <summary>Damaged files: each is either refused by <see cref="DatasetFormatException"/> or read exactly as a second, plain reader reads it.</summary>
public class TUDatasetMutationTests(ITestOutputHelper output)
{
    private const int MutationsPerSet = 1500;
    private static readonly TimeSpan LongestRead = TimeSpan.FromSeconds(20);
    private static readonly string[] Snippets =
        ["0", "9", "-", ",", ", ", ".", " ", "\t", "\n", "\r\n", "\r", "#", "e", "E5", "e39", "\"", "x", "\0", "+", "NaN", "inf", "1e400", "99999999999", "\uFEFF", "é", "\n\n", "0000"];

    [Fact]
    public void Read_MutatedSample_RefusedOrAsPlainReaderReadsIt()
    {
        using var folder = new TemporaryFolder();
        SampleDataset.WriteTo(folder.Path, new SampleDatasetOptions { NumGraphs = 4 });
        Check(TUText.FirstGraphs(folder.Path, SampleDataset.Name, 4), seed: 1);
    }

    [Fact]
    public void Read_MutatedToy_RefusedOrAsPlainReaderReadsIt() => Check(TUText.Toy(), seed: 2);

    [SkippableTheory]
    [InlineData("MUTAG", 3)]
    [InlineData("Cuneiform", 4)]
    [InlineData("ENZYMES", 5)]
    [InlineData("IMDB-BINARY", 6)]
    public void Read_MutatedRealSet_RefusedOrAsPlainReaderReadsIt(string name, int seed) =>
        Check(TUText.FirstGraphs(SharedFiles.RequireData($"tu/{name}"), name, 6), seed);

    private void Check(TUText original, int seed)
    {
        AssertSame(PlainTUReader.Read(original), original.Read());
        var (refused, read) = (0, 0);
        for (var i = 0; i < MutationsPerSet; i++)
        {
            var random = SplitMix64.ForStream(seed, i);
            var mutated = original.Copy();
            var what = new StringBuilder($"seed {seed}, mutation {i}:");
            for (var times = 1 + random.NextInt(3) / 2; times > 0; times--) what.Append(' ').Append(Mutate(mutated, ref random));
            try
            {
                var started = Stopwatch.GetTimestamp();
                var dataset = mutated.Read();
                Assert.True(Stopwatch.GetElapsedTime(started) < LongestRead, "took too long");
                AssertSame(PlainTUReader.Read(mutated), dataset);
                read++;
            }
            catch (DatasetFormatException e)
            {
                Assert.StartsWith($"{TUText.Name}_", Path.GetFileName(e.Path), StringComparison.Ordinal);
                refused++;
            }
            catch (Exception e)
            {
                throw new Xunit.Sdk.XunitException($"{what}\n{e}");
            }
        }
        output.WriteLine($"seed {seed}: {MutationsPerSet} mutations, {refused} refused, {read} read");
        Assert.True(refused > MutationsPerSet / 10 && read > MutationsPerSet / 20, $"{refused} refused, {read} read: one side is hardly tried.");
    }

    private static string Mutate(TUText text, ref SplitMix64 random)
    {
        var kind = text.Files.Keys.Order(StringComparer.Ordinal).ElementAt(random.NextInt(text.Files.Count));
        var bytes = text[kind].ToList();
        var at = bytes.Count == 0 ? 0 : random.NextInt(bytes.Count);
        var lines = text.Text(kind).Split('\n').ToList();
        var line = random.NextInt(lines.Count);
        var choice = random.NextInt(14);
        switch (choice)
        {
            case 0 when bytes.Count > 0: bytes[at] ^= (byte)(1 << random.NextInt(8)); break;
            case 1 when bytes.Count > 0: bytes.RemoveAt(at); break;
            case 2: bytes.InsertRange(at, Encoding.UTF8.GetBytes(Snippets[random.NextInt(Snippets.Length)])); break;
            case 3: bytes.RemoveRange(at, bytes.Count - at); break;
            case 4: lines.RemoveAt(line); break;
            case 5: lines.Insert(line, lines[random.NextInt(lines.Count)]); break;
            case 6: lines[line] = lines[random.NextInt(lines.Count)]; break;
            case 7: lines[line] = ScaleFirst(lines[line], 10_000_000); break;
            case 8: lines = [.. lines.Select(each => ScaleFirst(each, 10_000_000))]; break;
            case 9: lines = [.. lines.Select(each => each + "\r")]; break;
            case 10: lines.Insert(line, "# a comment, 1, 2"); break;
            case 11: lines[0] = "\uFEFF" + lines[0]; break;
            case 12: lines = [.. lines.Select(each => each + " \t")]; break;
            default: text.Files.Remove(kind); break;
        }
        if (text.Files.ContainsKey(kind)) text[kind] = choice < 4 ? [.. bytes] : Encoding.UTF8.GetBytes(string.Join('\n', lines));
        return $"{choice} in {kind} (byte {at}, line {line + 1});";
    }

    private static string ScaleFirst(string line, long factor)
    {
        var fields = line.Split(',');
        if (int.TryParse(fields[0], NumberStyles.Integer, CultureInfo.InvariantCulture, out var value)) fields[0] = $"{value * factor}";
        return string.Join(',', fields);
    }

    private static void AssertSame(PlainTUReader expected, GraphDataset actual)
    {
        Assert.Equal(expected.GraphOfNode.Length, actual.NumNodes);
        for (var node = 0; node < actual.NumNodes; node++)
            Assert.InRange(node, actual.NodePtr[expected.GraphOfNode[node]], actual.NodePtr[expected.GraphOfNode[node] + 1] - 1);
        if (actual.Targets.Task == TaskKind.Classification)
            Assert.Equal(expected.ClassOfGraph, actual.Targets.Classes.ToArray().Select(c => actual.Targets.Names[(int)c]));
        else
            Assert.Equal(expected.Targets.SelectMany(row => row), actual.Targets.Values.ToArray());
        Assert.Equal(expected.Edges.Keys, actual.Adjacency.ToPairs());
        Assert.Equal(expected.Edges.Values.SelectMany(row => row), actual.EdgeAttr.ToArray());
        if (actual.Categories.Count == 0) Assert.Equal(expected.Features.SelectMany(row => row), actual.Features.ToArray());
        else
            using (var batch = actual.Batch([.. Enumerable.Range(0, actual.NumGraphs)]))
                Assert.Equal(expected.Features.SelectMany(row => row), HostTensors.ToArray<float>(batch.X!));
    }
}
