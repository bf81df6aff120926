using System.Globalization;
using System.Text.RegularExpressions;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Support;

/// <summary>Builds the networks that golden files describe in words, such as <c>Sequential(Linear(5,3), ReLU(), Linear(3,1))</c>.</summary>
internal static partial class NetworkText
{
    public static nn.Module<Tensor, Tensor> Build(string text)
    {
        var modules = Part().Matches(text).Select(Build).ToArray();
        return text.StartsWith("Sequential", StringComparison.Ordinal) ? nn.Sequential(modules) : Assert.Single(modules);
    }

    private static nn.Module<Tensor, Tensor> Build(Match part)
    {
        long Argument(int i) => long.Parse(part.Groups[2].Value.Split(',')[i], CultureInfo.InvariantCulture);
        return part.Groups[1].Value switch
        {
            "Linear" => nn.Linear(Argument(0), Argument(1)),
            "BatchNorm1d" => nn.BatchNorm1d(Argument(0)),
            "ReLU" => nn.ReLU(),
            "Tanh" => nn.Tanh(),
            "Sigmoid" => nn.Sigmoid(),
            "ELU" => nn.ELU(),
            "LeakyReLU" => nn.LeakyReLU(0.01),
            var other => throw new NotSupportedException($"There is no network called {other} here."),
        };
    }

    [GeneratedRegex(@"(\w+)\(([\d, ]*)\)")]
    private static partial Regex Part();
}
