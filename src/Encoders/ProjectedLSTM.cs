using GraphSeq.Graph;
using static TorchSharp.torch;

namespace GraphSeq.Encoders;

/// <summary>An LSTM whose output is projected, <c>h_t = W_hr (o_t * tanh(c_t))</c>, which TorchSharp's LSTM lacks; PyTorch's <c>proj_size</c>.</summary>
/// <remarks><see href="https://arxiv.org/abs/1402.1128">H. Sak et al., "Long Short-Term Memory Based Recurrent Neural Network Architectures", 2014</see>.
/// Parameter names and gate order (input, forget, cell, output) are PyTorch's.</remarks>
internal sealed class ProjectedLSTM : nn.Module
{
    private readonly RecurrentOptions _options;

    public ProjectedLSTM(long inputSize, RecurrentOptions options) : base(nameof(ProjectedLSTM))
    {
        _options = options;
        var (hidden, gates) = (options.HiddenSize, 4 * options.HiddenSize);
        for (var layer = 0; layer < options.NumLayers; layer++)
            foreach (var suffix in Suffixes(layer))
            {
                Add("weight_ih", suffix, gates, layer == 0 ? inputSize : options.OutputSize);
                Add("weight_hh", suffix, gates, options.ProjSize);
                if (options.Bias) Add("bias_ih", suffix, gates);
                if (options.Bias) Add("bias_hh", suffix, gates);
                Add("weight_hr", suffix, options.ProjSize, hidden);
            }
        this.OwnComponents();

        void Add(string name, string suffix, params long[] shape)
        {
            register_parameter(name + suffix, nn.Parameter(zeros(shape)));
        }
    }

    /// <summary>Runs all layers from a zero or given state; behind a true length states stand still and outputs are 0.</summary>
    public (Tensor Output, Tensor Hidden, Tensor Cell) Run(Tensor x, TrueLengths? lengths, Tensor? hidden, Tensor? cell)
    {
        var (numNodes, time) = (x.shape[0], x.shape[1]);
        using var mask = lengths?.Mask(time, x.device).to(x.dtype).unsqueeze(-1);                             // [N, T, 1]
        List<Tensor> lastHidden = [], lastCell = [];
        for (var layer = 0; layer < _options.NumLayers; layer++)
        {
            List<Tensor> directions = [];
            foreach (var (suffix, backward) in Suffixes(layer).Zip([false, true]))
            {
                var state = lastHidden.Count;
                var h = hidden is null ? zeros([numNodes, _options.ProjSize], x.dtype, x.device) : hidden[state];
                var c = cell is null ? zeros([numNodes, _options.HiddenSize], x.dtype, x.device) : cell[state];
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
            if (_options.Dropout > 0 && training && layer < _options.NumLayers - 1) x = nn.functional.dropout(x, _options.Dropout, training);
        }
        return (x, stack(lastHidden, 0), stack(lastCell, 0));
    }

    private Tensor? Get(string name, string suffix) => get_parameter(name + suffix) as Tensor;

    private IEnumerable<string> Suffixes(int layer) => _options.Bidirectional ? [$"_l{layer}", $"_l{layer}_reverse"] : [$"_l{layer}"];
}
