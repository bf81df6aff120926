using GraphSeq.Encoders;
using GraphSeq.Tests.Support;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Encoders;

public class GoldenRecurrenceTests
{
    public static TheoryData<string> LstmCases => GoldenFile.CaseNames("nn.LSTM.json");

    public static TheoryData<string> GruCases => GoldenFile.CaseNames("nn.GRU.json");

    public static TheoryData<string> RnnCases => GoldenFile.CaseNames("nn.RNN.json");

    [SkippableTheory, MemberData(nameof(LstmCases))]
    public void Lstm_GoldenCase_MatchesPyTorch(string name) => Check("nn.LSTM.json", name, RecurrentKind.Lstm);

    [SkippableTheory, MemberData(nameof(GruCases))]
    public void Gru_GoldenCase_MatchesPyTorch(string name) => Check("nn.GRU.json", name, RecurrentKind.Gru);

    [SkippableTheory, MemberData(nameof(RnnCases))]
    public void Rnn_GoldenCase_MatchesPyTorch(string name) => Check("nn.RNN.json", name, RecurrentKind.Rnn);

    private static void Check(string file, string name, RecurrentKind kind)
    {
        using var scope = NewDisposeScope();
        var golden = GoldenFile.Case(file, name);
        using var layer = Recurrence.Create(golden.Int("input_size", 0), new RecurrentOptions
        {
            Kind = golden.Text("nonlinearity") == "relu" ? RecurrentKind.ReluRnn : kind,
            HiddenSize = golden.Int("hidden_size", 0),
            NumLayers = golden.Int("num_layers", 1),
            Bidirectional = golden.Bool("bidirectional", false),
            Bias = golden.Bool("bias", true),
            ProjSize = golden.Int("proj_size", 0),
        });
        GoldenRunner.Check(golden, layer, () =>
        {
            var batchFirst = golden.Bool("batch_first", false);
            var x = batchFirst ? golden.Inputs["x"] : golden.Inputs["x"].transpose(0, 1);
            var lengths = TrueLengths.From(golden.Input("lengths"), x.shape[0], x.shape[1], name);
            var (output, hidden, cell) = Recurrence.Run(layer, x, lengths, golden.Input("h_0"), golden.Input("c_0"));
            Dictionary<string, Tensor> outputs = new() { ["output"] = batchFirst ? output : output.transpose(0, 1), ["h_n"] = hidden };
            if (cell is not null) outputs["c_n"] = cell;
            return outputs;
        });
    }
}
