using GraphSeq.Graph;
using static TorchSharp.torch;

namespace GraphSeq.Encoders;

/// <summary>An LSTM whose output is projected, <c>h_t = W_hr (o_t * tanh(c_t))</c>, which TorchSharp's LSTM lacks; PyTorch's <c>proj_size</c>.</summary>
/// <remarks><see href="https://arxiv.org/abs/1402.1128">H. Sak et al., "Long Short-Term Memory Based Recurrent Neural Network Architectures", 2014</see>.
/// Parameter names and gate order (input, forget, cell, output) are PyTorch's.</remarks>
internal sealed class ProjectedLSTM : nn.Module
{
    private readonly long _hiddenSize;
    private readonly long _projSize;
    private readonly int _numLayers;
    private readonly bool _bidirectional;
    private readonly double _dropout;

    public ProjectedLSTM(long inputSize, long hiddenSize, long projSize, int numLayers, bool bidirectional, bool bias, double dropout)
        : base(nameof(ProjectedLSTM))
    {
        (_hiddenSize, _projSize, _numLayers, _bidirectional, _dropout) = (hiddenSize, projSize, numLayers, bidirectional, dropout);
        var gates = 4 * hiddenSize;
        for (var layer = 0; layer < numLayers; layer++)
            foreach (var suffix in Suffixes(layer))
            {
                Add("weight_ih", suffix, gates, layer == 0 ? inputSize : projSize * (bidirectional ? 2 : 1));
                Add("weight_hh", suffix, gates, projSize);
                if (bias) Add("bias_ih", suffix, gates);
                if (bias) Add("bias_hh", suffix, gates);
                Add("weight_hr", suffix, projSize, hiddenSize);
            }
        this.OwnComponents();

        void Add(string name, string suffix, params long[] shape)
        {
            register_parameter(name + suffix, nn.Parameter(zeros(shape)));
        }
    }

    /// <summary>Runs all layers from a zero or given state; behind a true length states stand still and outputs are 0.</summary>
    public (Tensor Output, Tensor Hidden, Tensor Cell) Forward(Tensor x, long[]? lengths, Tensor? hidden, Tensor? cell)
    {
        using var scope = NewDisposeScope();
        var (numNodes, time) = (x.shape[0], x.shape[1]);
        var mask = lengths is null ? null : SequenceMask.Valid(lengths, time, x.device).to(x.dtype).unsqueeze(-1);      // [N, T, 1]
        List<Tensor> lastHidden = [], lastCell = [];
        for (var layer = 0; layer < _numLayers; layer++)
        {
            List<Tensor> directions = [];
            foreach (var (suffix, backward) in Suffixes(layer).Zip([false, true]))
            {
                var state = lastHidden.Count;
                var h = hidden is null ? zeros([numNodes, _projSize], x.dtype, x.device) : hidden[state];
                var c = cell is null ? zeros([numNodes, _hiddenSize], x.dtype, x.device) : cell[state];
                var outputs = new Tensor[time];
                var input = nn.functional.linear(x, Get("weight_ih", suffix)!, Get("bias_ih", suffix));        // [N, T, 4H]
                for (var step = 0; step < time; step++)
                {
                    var t = backward ? time - 1 - step : step;
                    var gates = (input.select(1, t) + nn.functional.linear(h, Get("weight_hh", suffix)!, Get("bias_hh", suffix))).chunk(4, 1);
                    var nextCell = gates[1].sigmoid() * c + gates[0].sigmoid() * gates[2].tanh();
                    var nextHidden = nn.functional.linear(gates[3].sigmoid() * nextCell.tanh(), Get("weight_hr", suffix)!);
                    var real = mask?.select(1, t);
                    (h, c) = real is null ? (nextHidden, nextCell) : (h.lerp(nextHidden, real), c.lerp(nextCell, real));
                    outputs[t] = real is null ? h : h * real;
                }
                lastHidden.Add(h);
                lastCell.Add(c);
                directions.Add(stack(outputs, 1));
            }
            x = cat(directions, -1);
            if (_dropout > 0 && training && layer < _numLayers - 1) x = nn.functional.dropout(x, _dropout, training);
        }
        return (x.MoveToOuterDisposeScope(), stack(lastHidden, 0).MoveToOuterDisposeScope(), stack(lastCell, 0).MoveToOuterDisposeScope());
    }

    private Tensor? Get(string name, string suffix) => get_parameter(name + suffix) as Tensor;

    private IEnumerable<string> Suffixes(int layer) => _bidirectional ? [$"_l{layer}", $"_l{layer}_reverse"] : [$"_l{layer}"];
}
