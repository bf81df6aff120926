using GraphSeq.Graph;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GraphSeq.Training.Optimizers;

/// <summary>Moves parameters against their gradients. State is one named tensor per moment and parameter, so that a checkpoint can hold it.</summary>
/// <remarks>Rate and momentum are arguments of the step: a schedule is a function of the step and has no state here.</remarks>
internal abstract class ModelOptimizer : IDisposable
{
    private readonly (string Name, Parameter Parameter)[] _parameters;
    private readonly string[] _momentNames;
    private readonly Tensor[][] _moments;

    protected ModelOptimizer(nn.Module model, double weightDecay, params string[] momentNames)
    {
        (WeightDecay, _momentNames) = (weightDecay, momentNames);
        _parameters = [.. model.named_parameters().Where(p => p.parameter.requires_grad)];
        _moments = Array.ConvertAll(_parameters, p => Array.ConvertAll(momentNames, _ => zeros_like(p.Parameter).DetachFromDisposeScope()));
    }

    /// <summary>Steps done.</summary>
    public long Steps { get; private set; }

    protected double WeightDecay { get; }

    public static ModelOptimizer Create(nn.Module model, TrainerOptions options) => options.Optimizer switch
    {
        OptimizerKind.Adam => new Adam(model, options.WeightDecay, options.Beta2, options.Epsilon, decoupled: false),
        OptimizerKind.AdamW => new Adam(model, options.WeightDecay, options.Beta2, options.Epsilon, decoupled: true),
        _ => new Sgd(model, options.WeightDecay),
    };

    /// <summary>One step. A parameter without a gradient stays as it is.</summary>
    /// <param name="learningRate">Step size.</param>
    /// <param name="momentum">Share kept of the running mean of gradients (Adam's first beta).</param>
    public void Step(double learningRate, double momentum)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        Steps++;
        var updates = new List<ParameterUpdate>(_parameters.Length);
        for (var i = 0; i < _parameters.Length; i++)
            if (_parameters[i].Parameter.grad is { } gradient)
                updates.Add(new ParameterUpdate(_parameters[i].Parameter, gradient, _moments[i]));
        Update(updates, learningRate, momentum);
    }

    /// <summary>Scales all gradients so that their joint norm is at most a limit; the norm before that.</summary>
    public double ClipGradients(double limit)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        Tensor[] gradients = [.. _parameters.Select(p => p.Parameter.grad).OfType<Tensor>()];
        var norm = Math.Sqrt(gradients.Sum(g => g.square().sum(ScalarType.Float64).item<double>()));
        if (norm > limit)
            foreach (var gradient in gradients) gradient.mul_(limit / norm);
        return norm;
    }

    /// <summary>The norm of all gradients together and, where some are not finite, whose; for messages.</summary>
    public string DescribeGradients()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        (string Name, double Norm)[] norms = [.. _parameters.Where(p => p.Parameter.grad is not null)
            .Select(p => (p.Name, Math.Sqrt(p.Parameter.grad!.square().sum(ScalarType.Float64).item<double>())))];
        string[] wrong = [.. norms.Where(norm => !double.IsFinite(norm.Norm)).Select(norm => norm.Name)];
        var total = FormattableString.Invariant($"The gradients' norm is {Math.Sqrt(norms.Sum(norm => norm.Norm * norm.Norm)):0.###}");
        return wrong.Length == 0 ? $"{total}." : $"{total}; not finite: {string.Join(", ", wrong.Take(4))}{(wrong.Length > 4 ? $" and {wrong.Length - 4} more" : "")}.";
    }

    /// <summary>The moments, by <c>moment.parameter</c>; they stay this object's.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> State()
    {
        for (var i = 0; i < _parameters.Length; i++)
            for (var m = 0; m < _momentNames.Length; m++)
                yield return new($"{_momentNames[m]}.{_parameters[i].Name}", _moments[i][m]);
    }

    /// <summary>Takes up where another left off.</summary>
    /// <param name="state">What <see cref="State"/> gave; copied.</param>
    /// <param name="steps">Steps done until then.</param>
    /// <exception cref="ArgumentException">A moment is missing or has another shape.</exception>
    public void Restore(IReadOnlyDictionary<string, Tensor> state, long steps)
    {
        using var _ = no_grad();
        foreach (var (name, moment) in State())
        {
            if (!state.TryGetValue(name, out var saved) || !saved.shape.SequenceEqual(moment.shape))
            {
                var found = saved is null ? "missing" : Shapes.Describe(saved.shape);
                throw new ArgumentException($"The optimizer's {name} is {found} but must be {Shapes.Describe(moment.shape)}.", nameof(state));
            }
            moment.copy_(saved);
        }
        Steps = steps;
    }

    public void Dispose()
    {
        foreach (var moment in _moments.SelectMany(m => m)) moment.Dispose();
    }

    /// <summary>Moves parameters and moments in place, under <c>no_grad</c>; <see cref="Steps"/> counts this step already.</summary>
    protected abstract void Update(IReadOnlyList<ParameterUpdate> updates, double learningRate, double momentum);

    /// <summary>A parameter with its gradient and its moments.</summary>
    protected readonly record struct ParameterUpdate(Parameter Parameter, Tensor Gradient, Tensor[] Moments);
}
