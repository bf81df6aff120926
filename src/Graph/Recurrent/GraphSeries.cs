using static TorchSharp.torch;

namespace GraphSeq.Graph.Recurrent;

/// <summary>What recurrent cells on graphs share: states, PyG's arguments, and series.</summary>
internal static class GraphSeries
{
    /// <summary>A state <c>[N, H]</c>, zeros where there is none yet.</summary>
    public static Tensor State(Tensor? state, Tensor x, long size, nn.Module cell, string argument)
    {
        if (state is null) return zeros([x.shape[0], size], x.dtype, x.device);
        Shapes.RequireNodeFeatures(state, size, cell, argument);
        if (state.shape[0] != x.shape[0])
            Shapes.Fail(cell.GetName(), argument, Shapes.Describe(state.shape), $"[{x.shape[0]}, {size}]", "One row per node.");
        return state;
    }

    /// <summary>Runs a cell over the steps of a series: <c>[N, T, F] -> [N, T, H]</c>.</summary>
    /// <param name="series">The series.</param>
    /// <param name="state">The state before the first step.</param>
    /// <param name="cell">Named in messages.</param>
    /// <param name="step">From a step's features and the state to the next state.</param>
    /// <param name="output">The part of a state that is the step's output.</param>
    public static Tensor Unroll<TState>(
        Tensor series, TState state, nn.Module cell, Func<Tensor, TState, TState> step, Func<TState, Tensor> output)
    {
        Shapes.RequireFloating(series, cell.GetName(), nameof(series));
        if (series.Dimensions != 3 || series.shape[1] == 0)
            Shapes.Fail(cell.GetName(), nameof(series), Shapes.Describe(series.shape), "[numNodes, steps, channels]", "At least one step is needed.");
        using var scope = NewDisposeScope();
        List<Tensor> outputs = [];
        foreach (var x in series.unbind(1)) outputs.Add(output(state = step(x, state)));
        return stack([.. outputs], 1).MoveToOuterDisposeScope();
    }
}
