using System.Text.Json;
using GraphSeq.Graph;
using GraphSeq.Tests.Support;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Graph;

/// <summary>Derived adjacencies against PyG's functions on edge lists.</summary>
public class SparseAdjacencyGoldenTests
{
    private const double Tolerance = 1e-6;

    public static TheoryData<string> GcnNorm => GoldenFile.CaseNames("gcn_norm.json");

    // What a constant fill can say; PyG's other fills are functions of a node's edges.
    public static TheoryData<string> AddSelfLoops => GoldenFile.CaseNames("add_self_loops.json", HasConstantFill);

    public static TheoryData<string> AddRemainingSelfLoops => GoldenFile.CaseNames("add_remaining_self_loops.json", HasConstantFill);

    public static TheoryData<string> RemoveSelfLoops => GoldenFile.CaseNames("remove_self_loops.json");

    [SkippableTheory, MemberData(nameof(GcnNorm))]
    public void Derive_Gcn_AsPyG(string name)
    {
        using var scope = NewDisposeScope();
        var golden = GoldenFile.Case("gcn_norm.json", name);
        var (config, weight) = (golden.Config, golden.Inputs.GetValueOrDefault("edge_weight"));
        // Without weights PyG forgets "improved": its self-loops then get 1 like all edges.
        var improved = config.GetProperty("improved").GetBoolean() && weight is not null;
        var form = AdjacencyForm.Gcn(improved, config.GetProperty("add_self_loops").GetBoolean());
        var reversed = config.GetProperty("flow").GetString() == "target_to_source";
        Check(golden, form, weight, golden.Outputs["edge_weight"], config.GetProperty("num_nodes").GetInt32(), reversed);
    }

    [SkippableTheory, MemberData(nameof(AddSelfLoops))]
    public void Derive_AddedLoops_AsPyG(string name) => CheckEachColumn("add_self_loops.json", name, SelfLoops.Add);

    [SkippableTheory, MemberData(nameof(AddRemainingSelfLoops))]
    public void Derive_RemainingLoops_AsPyG(string name) => CheckEachColumn("add_remaining_self_loops.json", name, SelfLoops.AddRemaining);

    [SkippableTheory, MemberData(nameof(RemoveSelfLoops))]
    public void Derive_RemovedLoops_AsPyG(string name) => CheckEachColumn("remove_self_loops.json", name, SelfLoops.Remove);

    private static void CheckEachColumn(string file, string name, SelfLoops loops)
    {
        using var scope = NewDisposeScope();
        var golden = GoldenFile.Case(file, name);
        var fill = golden.Config.TryGetProperty("fill_value", out var value) && value.ValueKind == JsonValueKind.Number ? value.GetSingle() : 1f;
        var form = new AdjacencyForm(AdjacencyScaling.None, loops, fill);
        var numNodes = golden.Config.TryGetProperty("num_nodes", out var given) ? given.GetInt32() : NumNodes(golden.Inputs["edge_index"]);
        var weight = golden.Inputs.GetValueOrDefault("edge_weight") ?? golden.Inputs.GetValueOrDefault("edge_attr");
        var expected = golden.Outputs.GetValueOrDefault("edge_attr");
        if (weight is null || weight.Dimensions == 1) Check(golden, form, weight, expected, numNodes);
        else
            for (var column = 0; column < weight.shape[1]; column++) Check(golden, form, weight.select(1, column), expected!.select(1, column), numNodes);
    }

    private static void Check(GoldenCase golden, AdjacencyForm form, Tensor? weight, Tensor? expected, int numNodes, bool reversed = false)
    {
        Tensor Directed(Tensor edgeIndex) => reversed ? edgeIndex.flip(0) : edgeIndex;
        using var adjacency = SparseAdjacency.FromEdgeIndex(Directed(golden.Inputs["edge_index"]), numNodes, weight);
        var derived = adjacency.Derive(form);
        var pairs = derived.ToPairs();
        var actual = pairs.Select((pair, e) => (pair.Target, pair.Source, Weight: derived.Weight.IsEmpty ? 1 : derived.Weight[e])).Order().ToArray();
        var ids = HostTensors.ToArray<long>(Directed(golden.Outputs["edge_index"]));
        var weights = expected is null ? [.. Enumerable.Repeat(1f, ids.Length / 2)] : HostTensors.ToArray<float>(expected);
        var wanted = weights.Select((w, e) => (Target: (int)ids[e + weights.Length], Source: (int)ids[e], Weight: w)).Order().ToArray();
        Assert.Equal(wanted.Select(edge => (edge.Target, edge.Source)), actual.Select(edge => (edge.Target, edge.Source)));
        for (var e = 0; e < wanted.Length; e++) Assert.Equal(wanted[e].Weight, actual[e].Weight, Tolerance);
    }

    private static bool HasConstantFill(JsonElement entry) =>
        !entry.GetProperty("config").TryGetProperty("fill_value", out var fill) || fill.ValueKind is JsonValueKind.Null or JsonValueKind.Number;

    private static int NumNodes(Tensor edgeIndex) => edgeIndex.numel() == 0 ? 0 : (int)edgeIndex.max().item<long>() + 1;
}
