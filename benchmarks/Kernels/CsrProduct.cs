using GraphSeq.Graph;
using static TorchSharp.torch;

namespace GraphSeq.Benchmarks.Kernels;

/// <summary>libtorch's product of a sparse CSR matrix with a dense one, which TorchSharp reaches only through TorchScript; forward with the matrix,
/// backward with its transpose, both made beforehand.</summary>
internal sealed class CsrProduct : IDisposable
{
    private const string Script = """
        def make(ptr: Tensor, col: Tensor, weight: Tensor, columns: int):
            return torch.sparse_csr_tensor(ptr, col, weight, [ptr.size(0) - 1, columns])
        def multiply(a: Tensor, x: Tensor):
            return torch.mm(a, x)

        """;

    private readonly jit.CompilationUnit _unit = jit.compile(Script);
    private readonly Tensor _forward, _backward;

    public CsrProduct(SparseAdjacency adjacency)
    {
        _forward = Make(adjacency.Csr.RowPtr, adjacency.Csr.Column, adjacency.WeightArray!, adjacency.NumSources);
        var (ptr, column, weight) = adjacency.TransposeForConstantWeights();
        _backward = Make(ptr, column, weight!, adjacency.NumNodes);
    }

    public Tensor Forward(Tensor x) => (Tensor)_unit.invoke("multiply", _forward, x)!;

    public Tensor Backward(Tensor gradient) => (Tensor)_unit.invoke("multiply", _backward, gradient)!;

    public void Dispose()
    {
        _forward.Dispose();
        _backward.Dispose();
        _unit.Dispose();
    }

    private Tensor Make(int[] ptr, int[] column, float[] weight, long columns)
    {
        using var scope = NewDisposeScope();
        var (p, c, w) = (HostTensors.Create<int>(ptr, [ptr.Length]), HostTensors.Create<int>(column, [column.Length]), HostTensors.Create<float>(weight, [weight.Length]));
        return ((Tensor)_unit.invoke("make", p, c, w, columns)!).DetachFromDisposeScope();
    }
}
