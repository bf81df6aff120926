using GraphSeq.Graph;
using static TorchSharp.torch;

namespace GraphSeq.Training.Baselines;

/// <summary>Ridge regression in the feature space of a Gaussian kernel: <c>f(x) = m + k(x)' (K + lambda I)^-1 (Y - m)</c>, with
/// <c>k(a, b) = exp(-gamma |a - b|^2 / D)</c> and <c>m</c> the mean of the targets' columns.</summary>
/// <remarks>Classes are learnt as one-hot rows. One eigendecomposition, LAPACK's through libtorch, serves every lambda.</remarks>
internal sealed class KernelRidge : IDisposable
{
    private readonly double _gamma;
    private readonly Tensor _known;
    private readonly Tensor _mean;
    private readonly Tensor _eigenvalues;
    private readonly Tensor _eigenvectors;
    private readonly Tensor _projected;

    /// <param name="known">Rows to learn from, <c>[n, D]</c> float64; stays the caller's.</param>
    /// <param name="targets">Their values, <c>[n, K]</c> float64.</param>
    /// <param name="gamma">Inverse width of the kernel, per dimension.</param>
    public KernelRidge(Tensor known, Tensor targets, double gamma)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        (_known, _gamma) = (known.alias().DetachFromDisposeScope(), gamma);
        _mean = targets.mean([0], keepdim: true).DetachFromDisposeScope();
        (_eigenvalues, _eigenvectors) = linalg.eigh(Kernel(known, known));
        _eigenvalues.DetachFromDisposeScope();
        _eigenvectors.DetachFromDisposeScope();
        _projected = _eigenvectors.t().matmul(targets - _mean).DetachFromDisposeScope();
    }

    /// <summary>Outputs for other rows, <c>[rows, K]</c> in row-major order, for each of some lambdas.</summary>
    public double[][] Predict(Tensor rows, IReadOnlyList<double> lambdas)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var inEigenbasis = Kernel(rows, _known).matmul(_eigenvectors);
        return [.. lambdas.Select(lambda =>
            HostTensors.ToArray<double>(inEigenbasis.matmul(_projected / (_eigenvalues + lambda).unsqueeze(1)) + _mean))];
    }

    public void Dispose()
    {
        foreach (var tensor in (Tensor[])[_known, _mean, _eigenvalues, _eigenvectors, _projected]) tensor.Dispose();
    }

    private Tensor Kernel(Tensor a, Tensor b)
    {
        var distances = a.square().sum([1], keepdim: true) + b.square().sum([1]) - 2 * a.matmul(b.t());
        return (distances.clamp_min(0) * (-_gamma / Math.Max(1, a.shape[1]))).exp();
    }
}
