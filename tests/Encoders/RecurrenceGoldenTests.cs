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
            if (golden.Input("lengths") is not null) CheckOutputsOfTheEncodersPath(golden, recurrence);
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

    /// <summary>The path without packing, where it is taken, gives the packed sequences' outputs at all valid steps.</summary>
    private static void CheckOutputsOfTheEncodersPath(GoldenCase golden, Recurrence recurrence)
    {
        var lengths = Lengths(golden)!;
        var expected = golden.Outputs["output"];
        var actual = SequenceMask.Fill(recurrence.Outputs(golden.Inputs["x"], lengths), lengths, 1, 0);
        TensorAssert.Close(actual, expected, golden.Tolerance("outputs", expected), $"{golden.Name}: outputs by masking");
    }

    private static long[]? Lengths(GoldenCase golden) =>
        golden.Input("lengths") is { } lengths ? MemoryMarshal.Cast<byte, long>(lengths.bytes).ToArray() : null;
}
