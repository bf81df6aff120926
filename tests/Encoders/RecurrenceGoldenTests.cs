using System.Runtime.InteropServices;
using GraphSeq.Encoders;
using GraphSeq.Tests.Support;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Encoders;

public class RecurrenceGoldenTests
{
    public static TheoryData<string> LstmCases => GoldenFile.CaseNames("nn.LSTM.json");
    public static TheoryData<string> GruCases => GoldenFile.CaseNames("nn.GRU.json");
    public static TheoryData<string> RnnCases => GoldenFile.CaseNames("nn.RNN.json");

    [SkippableTheory, MemberData(nameof(LstmCases))]
    public void Lstm_GoldenCase_MatchesValuesAndGradients(string name) => Check("nn.LSTM.json", name, RecurrentCell.Lstm);

    [SkippableTheory, MemberData(nameof(GruCases))]
    public void Gru_GoldenCase_MatchesValuesAndGradients(string name) => Check("nn.GRU.json", name, RecurrentCell.Gru);

    [SkippableTheory, MemberData(nameof(RnnCases))]
    public void Rnn_GoldenCase_MatchesValuesAndGradients(string name) => Check("nn.RNN.json", name, RecurrentCell.RnnTanh);

    private static void Check(string file, string name, RecurrentCell cell)
    {
        foreach (var dtype in new[] { ScalarType.Float32, ScalarType.Float64 })
        {
            using var scope = NewDisposeScope();
            var golden = GoldenFile.Case(file, name);
            var recurrence = new Recurrence(golden.Text("nonlinearity") == "relu" ? RecurrentCell.RnnRelu : cell, golden.Int("input_size", 1),
                golden.Int("hidden_size", 1), (int)golden.Int("num_layers", 1), golden.Bool("bidirectional", false), golden.Bool("bias", true),
                projSize: golden.Int("proj_size", 0));
            GoldenRunner.Check(golden, recurrence.Module, () => Run(golden, recurrence), dtype: dtype);
            if (golden.Input("h_0") is null) CheckTheEncodersPath(golden, recurrence);
        }
    }

    private static Dictionary<string, Tensor> Run(GoldenCase golden, Recurrence recurrence)
    {
        var timeFirst = !golden.Bool("batch_first", false);
        var x = timeFirst ? golden.Inputs["x"].transpose(0, 1) : golden.Inputs["x"];
        var (output, hidden, cell) = recurrence.Forward(x, Lengths(golden), golden.Input("h_0"), golden.Input("c_0"));
        var outputs = new Dictionary<string, Tensor> { ["output"] = timeFirst ? output.transpose(0, 1) : output, ["h_n"] = hidden };
        if (cell is not null) outputs["c_n"] = cell;
        return outputs;
    }

    /// <summary>The path from zero states, on kernels where they serve, gives the same outputs at all valid steps, and the same last states.</summary>
    private static void CheckTheEncodersPath(GoldenCase golden, Recurrence recurrence)
    {
        var (lengths, timeFirst) = (Lengths(golden), !golden.Bool("batch_first", false));
        Tensor Rows(Tensor x) => timeFirst ? x.transpose(0, 1) : x;
        var (x, expected) = (Rows(golden.Inputs["x"]), Rows(golden.Outputs["output"]));
        var actual = recurrence.Outputs(x, lengths);
        if (lengths is not null) actual = SequenceMask.Fill(actual, lengths, 1, 0);
        TensorAssert.Close(actual, expected, golden.Tolerance("outputs", expected), $"{golden.Name}: outputs");
        var hidden = golden.Outputs["h_n"];                                     // [layers · directions, N, H]
        var directions = golden.Bool("bidirectional", false) ? 2 : 1;
        var last = cat([.. Enumerable.Range(1, directions).Select(d => hidden[hidden.shape[0] - directions + d - 1])], 1);
        TensorAssert.Close(recurrence.LastStates(x, lengths), last, golden.Tolerance("outputs", last), $"{golden.Name}: last states");
    }

    private static long[]? Lengths(GoldenCase golden) =>
        golden.Input("lengths") is { } lengths ? MemoryMarshal.Cast<byte, long>(lengths.bytes).ToArray() : null;
}
