using System.Numerics;
using GraphSeq.Graph.Autograd;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Stages;

/// <summary>One stage as one autograd node: inputs and parameters in, the result out.</summary>
internal sealed unsafe class StageOp : KernelOp
{
    private readonly Stage _stage;
    private readonly SparseAdjacency? _edges;
    private readonly int[]? _segments;
    private readonly int[] _widths;
    private readonly bool _training;
    private readonly int _rows;

    private StageOp(Stage stage, SparseAdjacency? edges, int[]? segments, Tensor[] inputs)
    {
        (_stage, _edges, _segments, _training, _rows) = (stage, edges, segments, stage.IsTraining, checked((int)inputs[0].shape[0]));
        _widths = Array.ConvertAll(inputs, x => checked((int)x.shape[1]));
    }

    private int OutputRows => _stage.GivesGraphs ? _segments!.Length - 1 : _rows;

    /// <summary>Runs a stage; the caller owns the result.</summary>
    /// <param name="stage">What to run.</param>
    /// <param name="edges">The edges; null where the stage looks at none.</param>
    /// <param name="segments">Offsets of the graphs; null where the stage looks at none.</param>
    /// <param name="inputs">Rows, <c>[N, F]</c>, served by our kernels and of the parameters' element type.</param>
    public static Tensor Run(Stage stage, SparseAdjacency? edges, int[]? segments, params Tensor[] inputs) =>
        new StageOp(stage, edges, segments, inputs).Apply([.. inputs, .. stage.Parameters]);

    protected override Tensor Forward(Tensor[] inputs, List<Tensor> saved) =>
        inputs[0].dtype == ScalarType.Float64 ? Forward<double>(inputs, saved) : Forward<float>(inputs, saved);

    protected override Tensor?[] Backward(Tensor grad, IReadOnlyList<Tensor> saved, bool[] needed) =>
        grad.dtype == ScalarType.Float64 ? Backward<double>(grad, saved, needed) : Backward<float>(grad, saved, needed);

    private Tensor Forward<T>(Tensor[] inputs, List<Tensor> saved) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var output = KernelMemory.NewLike(inputs[0], OutputRows, _stage.OutputWidth(_widths));
        var buffer = IsRecording ? KernelMemory.NewLike(inputs[0], _stage.SavedSize(_edges, _rows, OutputRows, _widths)) : null;
        if (buffer is not null) saved.AddRange([.. inputs, buffer, .. _stage.ReadsResult ? (Tensor[])[output] : []]);
        var addresses = stackalloc T*[inputs.Length];
        fixed (int* widths = _widths)
        {
            var call = Call(inputs, addresses, widths);
            call.Output = KernelMemory.Address<T>(output);
            call.Saved = buffer is null ? null : KernelMemory.Address<T>(buffer);
            _stage.Forward(call);
        }
        return output;
    }

    private Tensor?[] Backward<T>(Tensor grad, IReadOnlyList<Tensor> saved, bool[] needed) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var numInputs = _widths.Length + _stage.Parameters.Length;
        Tensor[] inputs = [.. saved.Take(numInputs)];
        var result = new Tensor?[inputs.Length];
        T** addresses = stackalloc T*[inputs.Length], gradients = stackalloc T*[inputs.Length];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = needed[i] ? empty_like(inputs[i]) : null;
            gradients[i] = result[i] is { } gradient ? KernelMemory.Address<T>(gradient) : null;
        }
        fixed (int* widths = _widths)
        {
            var call = Call(inputs, addresses, widths);
            call.Saved = KernelMemory.Address<T>(saved[numInputs]);
            call.Output = _stage.ReadsResult ? KernelMemory.Address<T>(saved[numInputs + 1]) : null;
            call.GradOutput = KernelMemory.Address<T>(_stage.OverwritesGradient ? grad.clone() : grad);
            call.GradInputs = gradients;
            call.GradParameters = gradients + _widths.Length;
            _stage.Backward(call);
        }
        return result;
    }

    private StageCall<T> Call<T>(Tensor[] tensors, T** addresses, int* widths) where T : unmanaged
    {
        for (var i = 0; i < tensors.Length; i++) addresses[i] = KernelMemory.Address<T>(tensors[i]);
        return new StageCall<T>
        {
            Edges = _edges,
            Segments = _segments,
            Rows = _rows,
            Training = _training,
            Inputs = addresses,
            Widths = widths,
            NumInputs = _widths.Length,
            Parameters = addresses + _widths.Length,
        };
    }
}
