using static TorchSharp.torch;

namespace GraphSeq.Tests.Graph.Recurrent;

/// <summary>The cells' equations on a dense symmetric adjacency matrix, from their state dicts.</summary>
internal static class DenseCells
{
    public static Tensor Unroll(string name, Dictionary<string, Tensor> state, Tensor series, Tensor adjacency)
    {
        var (n, width) = (series.shape[0], state.First(entry => entry.Key is "b_c" or "conv_z.bias" or "conv_x_z.bias").Value.numel());
        var (h, c) = (zeros(n, width, ScalarType.Float64), zeros(n, width, ScalarType.Float64));
        List<Tensor> outputs = [];
        foreach (var x in series.unbind(1))
        {
            (h, c) = name switch
            {
                "GConvGRU" => (Gru(h, (gate, state) => Cheb($"conv_x_{gate}", x) + Cheb($"conv_h_{gate}", state)), c),
                "TGCN" => (Gru(h, (gate, state) => Linear($"linear_{gate}", cat([Gcn($"conv_{gate}", x), state], 1))), c),
                _ => Lstm(x),
            };
            outputs.Add(h);
        }
        return stack([.. outputs], 1);

        Tensor Gru(Tensor before, Func<string, Tensor, Tensor> mix)
        {
            var (z, r) = (mix("z", before).sigmoid(), mix("r", before).sigmoid());
            return z * before + (1 - z) * mix("h", r * before).tanh();
        }

        (Tensor, Tensor) Lstm(Tensor x)
        {
            Tensor Mix(string gate) => Cheb($"conv_x_{gate}", x) + Cheb($"conv_h_{gate}", h) + state[$"b_{gate}"];
            var i = (Mix("i") + state["w_c_i"] * c).sigmoid();
            var f = (Mix("f") + state["w_c_f"] * c).sigmoid();
            var next = f * c + i * Mix("c").tanh();
            return ((Mix("o") + state["w_c_o"] * next).sigmoid() * next.tanh(), next);
        }

        // With lambda_max 2 the scaled Laplacian is -D^-1/2 A D^-1/2.
        Tensor Cheb(string key, Tensor x) =>
            x.matmul(state[$"{key}.lins.0.weight"].t()) - Normalized(adjacency).matmul(x).matmul(state[$"{key}.lins.1.weight"].t()) + state[$"{key}.bias"];

        Tensor Gcn(string key, Tensor x) =>
            Normalized(adjacency + eye(n, dtype: ScalarType.Float64)).matmul(x).matmul(state[$"{key}.lin.weight"].t()) + state[$"{key}.bias"];

        Tensor Linear(string key, Tensor x) => x.matmul(state[$"{key}.weight"].t()) + state[$"{key}.bias"];
    }

    private static Tensor Normalized(Tensor matrix)
    {
        var scale = matrix.sum(1).pow(-0.5);
        return scale.unsqueeze(1) * matrix * scale.unsqueeze(0);
    }
}
