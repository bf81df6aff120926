using GraphSeq.Graph;
using GraphSeq.Models;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Training.Explanations;

/// <summary>A model with weights set by hand, and a graph on which it is known what carries its decision.</summary>
/// <remarks>Nodes 2 and 5 are marked at time step 3. A node that is marked and has a marked neighbour is worth <c>relu(1 + 1 - 1.5) = 0.5</c>, every
/// other one 0; class 1 has the logit <c>8 (sum of worths) - 4</c>, class 0 the logit 0. So the edges 2 - 5, and the two nodes' third step, are all that
/// matters: without them the logit is -4, with them 4.</remarks>
internal static class PlantedDecision
{
    public const int NumNodes = 9, Steps = 6, Step = 3, First = 2, Second = 5;

    public static readonly (int Source, int Target)[] Motif = [(First, Second), (Second, First)];

    public static SequenceGraphModel Model()
    {
        var model = new SequenceGraphModel(new()
        {
            NodeShape = [Steps, 2],
            Outputs = 2,
            Layers = 1,
            HiddenSize = 1,
            Convolution = new() { Kind = "graph" },
            Readout = ReadoutKind.Sum,
        });
        var mark = zeros(1, Steps * 2);
        mark[0, Step * 2] = 1;                                                  // step 3, channel 0
        model.load_state_dict(new()
        {
            ["conv1.lin_rel.weight"] = mark,
            ["conv1.lin_rel.bias"] = full(1, -1.5),
            ["conv1.lin_root.weight"] = mark.clone(),
            ["lin.weight"] = tensor(new float[] { 0, 8 }).view(2, 1),
            ["lin.bias"] = tensor(new float[] { 0, -4 }),
        });
        return model;
    }

    /// <summary>A ring with some chords, among them the edge between the marked nodes; channel 1, and other steps, are noise.</summary>
    public static GraphData Graph()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        var x = randn([NumNodes, Steps, 2], generator: generator);
        x[.., Step, 0] = 0;
        x[First, Step, 0] = x[Second, Step, 0] = 1;
        List<long> source = [], target = [];
        foreach (var (a, b) in Enumerable.Range(0, NumNodes).Select(i => (i, (i + 1) % NumNodes)).Append((First, Second)).Append((0, 4)).Append((3, 7)))
        {
            source.AddRange([a, b]);
            target.AddRange([b, a]);
        }
        return new GraphData(x, tensor((long[])[.. source, .. target]).view(2, -1));
    }
}
