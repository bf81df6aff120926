using GraphSeq.Graph;
using GraphSeq.Graph.Convolutions;
using GraphSeq.Tests.Support;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Graph.Convolutions;

/// <summary>Each layer on the path 0 -> 1 &lt;- 2, 1 -> 2 with x = (1, 2, 4) and weights simple enough to follow by hand.</summary>
public class HandComputedConvolutionTests
{
    private static readonly float R2 = MathF.Sqrt(0.5f);

    [Fact]
    public void GCNConv_Path_MatchesHandComputedValues() =>
        // Degrees with self-loops: 1, 3, 2.
        Check(new GCNConv(1, 1), Ones("lin.weight"), [1, 1 / MathF.Sqrt(3) + 2f / 3 + 4 / MathF.Sqrt(6), 2 / MathF.Sqrt(6) + 4f / 2]);

    [Fact]
    public void GraphConv_Path_MatchesHandComputedValues() =>
        Check(new GraphConv(1, 1), new() { ["lin_rel.weight"] = Matrix(2), ["lin_rel.bias"] = tensor(1f), ["lin_root.weight"] = Matrix(10) },
            [0 + 1 + 10, 2 * 5 + 1 + 20, 2 * 2 + 1 + 40]);

    [Theory]
    [InlineData(SageAggregation.Mean, 2.5f)]
    [InlineData(SageAggregation.Sum, 5f)]
    [InlineData(SageAggregation.Max, 4f)]
    [InlineData(SageAggregation.Min, 1f)]
    public void SAGEConv_Path_MatchesHandComputedValues(SageAggregation aggregation, float ofNode1) =>
        Check(new SAGEConv(1, 1, aggregation), new() { ["lin_l.weight"] = Matrix(1), ["lin_r.weight"] = Matrix(10) }, [10, ofNode1 + 20, 2 + 40]);

    [Fact]
    public void SAGEConv_Lstm_RunsOverPaddedNeighbours()
    {
        using var scope = NewDisposeScope();
        var lstm = nn.LSTM(1, 1, batchFirst: true);
        var state = lstm.state_dict().ToDictionary(entry => $"aggr_module.lstm.{entry.Key}", entry => entry.Value);
        Tensor Last(params float[] sequence) => lstm.call(tensor(sequence).view(1, -1, 1)).Item1[0, ^1];
        var expected = cat([Last(0, 0), Last(1, 4), Last(2, 0)]).detach().data<float>().ToArray();
        Check(new SAGEConv(1, 1, SageAggregation.Lstm, rootWeight: false), new(state) { ["lin_l.weight"] = Matrix(1) }, expected);
    }

    [Fact]
    public void SAGEConv_Normalize_GivesRowsOfLength1() =>
        Check(new SAGEConv(1, 1, normalize: true), new() { ["lin_l.weight"] = Matrix(-1), ["lin_r.weight"] = Matrix(1) }, [1, -1, 1]);

    [Fact]
    public void GATConv_EqualScores_GivesTheMeanWithItself() =>
        Check(new GATConv(1, 1), Ones("lin.weight"), [1, 7f / 3, 3]);

    [Fact]
    public void GATConv_ScoreOfTheSource_WeighsBySoftmax()
    {
        var (e1, e2, e4) = (MathF.Exp(1), MathF.Exp(2), MathF.Exp(4));
        Check(new GATConv(1, 1), new() { ["lin.weight"] = Matrix(1), ["att_src"] = ones(1, 1, 1) },
            [1, (e1 + 2 * e2 + 4 * e4) / (e1 + e2 + e4), (2 * e2 + 4 * e4) / (e2 + e4)]);
    }

    [Fact]
    public void GATConv_ReversedFlow_KeepsParametersWithTheEndsOfTheEdge()
    {
        // att_dst is of an edge's second node, which sends here: node 0 hears 1, node 2 hears 1, node 1 hears 2.
        var (e1, e2, e4) = (MathF.Exp(1), MathF.Exp(2), MathF.Exp(4));
        Check(new GATConv(1, 1, flow: Flow.TargetToSource), new() { ["lin.weight"] = Matrix(1), ["att_dst"] = ones(1, 1, 1) },
            [(e1 + 2 * e2) / (e1 + e2), (2 * e2 + 4 * e4) / (e2 + e4), (2 * e2 + 4 * e4) / (e2 + e4)]);
    }

    [Fact]
    public void GATv2Conv_ReversedFlow_KeepsParametersWithTheEndsOfTheEdge() =>
        // Messages are of W_r; without attention they are averaged with the node's own.
        Check(new GATv2Conv(1, 1, flow: Flow.TargetToSource), new() { ["lin_l.weight"] = Matrix(7), ["lin_r.weight"] = Matrix(1) }, [1.5f, 3, 3]);

    [Fact]
    public void GATv2Conv_LeakyScore_WeighsBySoftmax()
    {
        // Scores -0.2 (x_j + x_i) below 0: coefficients of softmax over -0.2 x_j.
        float Weight(float x) => MathF.Exp(-0.2f * x);
        Check(new GATv2Conv(1, 1), new() { ["lin_l.weight"] = Matrix(-1), ["lin_r.weight"] = Matrix(-1), ["att"] = ones(1, 1, 1) },
            [
                -1,
                -(Weight(1) + 2 * Weight(2) + 4 * Weight(4)) / (Weight(1) + Weight(2) + Weight(4)),
                -(2 * Weight(2) + 4 * Weight(4)) / (Weight(2) + Weight(4)),
            ]);
    }

    [Fact]
    public void GINConv_Path_MatchesHandComputedValues() =>
        Check(new GINConv(nn.Linear(1, 1, hasBias: false), eps: 0.5), new() { ["nn.weight"] = Matrix(2), ["eps"] = tensor(0.5f) },
            [2 * 1.5f, 2 * (3 + 5), 2 * (6 + 2)]);

    [Fact]
    public void GINEConv_Path_RectifiesMessages() =>
        Check(new GINEConv(nn.Linear(1, 1, hasBias: false)), Ones("nn.weight"), [1, 2 + (1 + 0.5f) + 0, 4 + (2 + 2)],
            tensor(new float[,] { { 0.5f }, { -9 }, { 2 } }));

    [Fact]
    public void ChebConv_SymmetricOfSecondOrder_MatchesHandComputedValues() =>
        // lambda_max 2, so M = -D^-1/2 A D^-1/2 with one edge leaving each node: entries of -1.
        Check(new ChebConv(1, 1, k: 3), Ones("lins.2.weight"), [-1, 2 * 2 - 2, 2 * 5 - 4]);

    [Fact]
    public void SGConv_TwoHops_MatchesHandComputedValues()
    {
        var (a, b) = (1 / MathF.Sqrt(3), 1 / MathF.Sqrt(6));
        var (one, two) = (a + 2f / 3 + 4 * b, 2 * b + 2);
        Check(new SGConv(1, 1, k: 2), Ones("lin.weight"), [1, a + one / 3 + two * b, one * b + two / 2]);
    }

    [Fact]
    public void TAGConv_TwoHops_MatchesHandComputedValues() =>
        // Degrees 0, 2, 1: node 0 has no incoming edge, so its edge weighs 0.
        Check(new TAGConv(1, 1, k: 2), new() { ["lins.0.weight"] = Matrix(1), ["lins.1.weight"] = Matrix(10), ["lins.2.weight"] = Matrix(100) },
            [1, 2 + 10 * 4 * R2 + 100 * 2 * 0.5f, 4 + 10 * 2 * R2 + 100 * 4 * 0.5f]);

    [Fact]
    public void APPNP_TwoStepsWithoutNormalisation_MatchesHandComputedValues() =>
        // Half way: (0.5, 0.5 * 5 + 1, 0.5 * 2 + 2) = (0.5, 3.5, 3).
        Check(new APPNP(k: 2, alpha: 0.5, normalize: false), [], [0.5f, 0.5f * 3.5f + 1, 0.5f * 3.5f + 2]);

    [Fact]
    public void ARMAConv_OneStack_MatchesHandComputedValues() =>
        Check(new ARMAConv(1, 1), new() { ["init_weight"] = ones(1, 1, 1), ["root_weight"] = full([1, 1, 1, 1], -1) },
            [0, 4 * R2 - 2, 0]);

    [Fact]
    public void GatedGraphConv_UpdateGateOpen_TakesTheCandidate() =>
        // r = z = sigmoid(0); candidate tanh(m): h' = (tanh(m) + h) / 2.
        Check(new GatedGraphConv(1, numLayers: 1), new()
        {
            ["weight"] = ones(1, 1, 1),
            ["rnn.weight_ih"] = tensor(new float[,] { { 0 }, { 0 }, { 1 } }),
        },
            [0.5f, (MathF.Tanh(5) + 2) / 2, (MathF.Tanh(2) + 4) / 2]);

    [Fact]
    public void TransformerConv_ScoresFromQueryAndKey_WeighBySoftmax()
    {
        var (near, far) = (MathF.Exp(2 * 1), MathF.Exp(2 * 4));
        Check(new TransformerConv(1, 1), new()
        {
            ["lin_query.weight"] = Matrix(1),
            ["lin_key.weight"] = Matrix(1),
            ["lin_value.weight"] = Matrix(1),
            ["lin_skip.weight"] = Matrix(10),
        }, [10, 20 + (near + 4 * far) / (near + far), 40 + 2]);
    }

    [Fact]
    public void PNAConv_MeanAndStandardDeviation_MatchesHandComputedValues() =>
        // h takes x_j; g adds up [x_i, mean, std]: of node 1 the neighbours are 1 and 4, their mean 2.5, their deviation 1.5.
        Check(new PNAConv(1, 1, [PnaAggregator.Mean, PnaAggregator.StandardDeviation], [PnaScaler.Identity], [1, 1, 1]), new()
        {
            ["aggr_module.avg_deg_lin"] = tensor(1f),
            ["aggr_module.avg_deg_log"] = tensor(1f),
            ["pre_nns.0.0.weight"] = tensor(new float[,] { { 0, 1 } }),
            ["post_nns.0.0.weight"] = tensor(new float[,] { { 1, 10, 100 } }),
            ["lin.weight"] = Matrix(1),
        }, [1, 2 + 25 + 150, 4 + 20]);

    [Fact]
    public void EdgeConv_Path_TakesTheLargestDifference() =>
        Check(new EdgeConv(nn.Linear(2, 1, hasBias: false)), new() { ["nn.weight"] = tensor(new float[,] { { 10, 1 } }) }, [0, 20 + 2, 40 - 2]);

    [Fact]
    public void ResGatedGraphConv_GateHalfOpen_MatchesHandComputedValues() =>
        Check(new ResGatedGraphConv(1, 1), new() { ["lin_value.weight"] = Matrix(1), ["lin_skip.weight"] = Matrix(10) }, [10, 20 + 2.5f, 40 + 1]);

    /// <summary>Loads the state, all that it leaves out being 0, and compares the three nodes' values.</summary>
    private static void Check(GraphConvolution layer, Dictionary<string, Tensor> state, float[] expected, Tensor? edgeData = null)
    {
        using var scope = NewDisposeScope();
        var edgeIndex = tensor(new long[,] { { 0, 2, 1 }, { 1, 1, 2 } });
        using (no_grad())
        {
            foreach (var value in layer.state_dict().Values) value.zero_();
            foreach (var (key, value) in state) layer.state_dict()[key].copy_(value);
        }
        var y = layer.call(tensor(new float[,] { { 1 }, { 2 }, { 4 } }), edgeIndex, edgeData);
        TensorAssert.Values(expected, y, 1e-6 * Math.Max(10, expected.Max(Math.Abs)));
        layer.Dispose();
    }

    private static Tensor Matrix(float value) => full([1, 1], value);

    private static Dictionary<string, Tensor> Ones(string key) => new() { [key] = ones(1, 1) };
}
