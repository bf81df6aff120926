using GraphSeq.Datasets;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Datasets;

public class SplitsTests
{
    private static readonly GraphDataset Sample = SampleDataset.Load();

    [Fact]
    public void Stratified_Fractions_SameShareOfEachClassEverywhere()
    {
        var split = Splits.Stratified(Sample, 0.8, 0.1, seed: 3);
        Assert.Equal((240, 30, 30), (split.Train.Count, split.Validation.Count, split.Test.Count));
        Assert.Equal(Enumerable.Range(0, 300), split.Train.Concat(split.Validation).Concat(split.Test).Order());
        Assert.Equal(120, Ones(split.Train));
        Assert.Equal(15, Ones(split.Validation));
        Assert.Equal(split.Train, Splits.Stratified(Sample, 0.8, 0.1, seed: 3).Train);
        Assert.NotEqual(split.Train, Splits.Stratified(Sample, 0.8, 0.1, seed: 4).Train);
    }

    [Fact]
    public void KFold_SevenFolds_EachGraphTestedOnce()
    {
        var folds = Splits.KFold(Sample, 7, seed: 5, validationFraction: 0.2);
        Assert.Equal(Enumerable.Range(0, 300), folds.SelectMany(fold => fold.Test).Order());
        Assert.All(folds, fold =>
        {
            fold.Validate(300);
            Assert.Equal(300, fold.Train.Count + fold.Validation.Count + fold.Test.Count);
            Assert.InRange(fold.Test.Count, 42, 43);
            Assert.InRange(Ones(fold.Test), 21, 22);
            Assert.InRange(Ones(fold.Validation), 25, 26);
        });
    }

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(0.8, 0.3)]
    [InlineData(0.8, -0.1)]
    [InlineData(double.NaN, 0)]
    public void Stratified_FractionsOutOfRange_AreRefused(double train, double validation) =>
        Assert.Throws<ArgumentException>(() => Splits.Stratified(Sample, train, validation, 0));

    [Theory]
    [InlineData(1)]
    [InlineData(301)]
    public void KFold_NumberOutOfRange_IsRefused(int folds) => Assert.Throws<ArgumentException>(() => Splits.KFold(Sample, folds, 0));

    [SkippableTheory]
    [InlineData("ENZYMES_splits.json", 600, 54)]
    [InlineData("PROTEINS_full_splits.json", 1113, 101)]
    [InlineData("IMDB-BINARY_splits.json", 1000, 90)]
    [InlineData("IMDB-BINARY_degree_splits.json", 1000, 90)]
    public void ReadPublished_EveryFile_TenFoldsThatFit(string file, int graphs, int validation)
    {
        var folds = Splits.ReadPublished(SharedFiles.RequireData($"splits/{file}"), graphs);
        Assert.Equal(10, folds.Count);
        Assert.All(folds, fold => Assert.InRange(fold.Validation.Count, validation, validation));
    }

    private const string Good = """[{"test": [0], "model_selection": [{"train": [1], "validation": [2]}]}, {"test": [1, 2], "model_selection": [{"train": [0], "validation": []}]}]""";

    [Fact]
    public void ReadPublished_SmallFile_IsRead() => Assert.Equal([1, 2], ReadText(Good)[1].Test);

    [Theory]
    [InlineData("[{", 1, "the file is not JSON")]
    [InlineData("{}", 0, "the file is a JSON object but must be a list")]
    [InlineData("[]", 0, "the file holds no folds")]
    [InlineData("[{}]", 0, "fold 0 has no 'model_selection'")]
    [InlineData("""[{"test": [0], "model_selection": []}]""", 0, "fold 0 has 0 inner splits")]
    [InlineData("""[{"test": [0.5], "model_selection": [{"train": [1], "validation": [2]}]}]""", 0, "fold 0, test[0] is 0.5 but must be a graph's position")]
    [InlineData("""[{"test": [0], "model_selection": [{"train": [1], "validation": [3]}]}]""", 0, "fold 0: graph 3 of the validation part is not in [0, 3)")]
    [InlineData("""[{"test": [0], "model_selection": [{"train": [1], "validation": [1]}]}]""", 0, "fold 0: graph 1 is in the validation part and in the train part")]
    [InlineData("""[{"test": [0], "model_selection": [{"train": [1], "validation": [2]}]}]""", 0, "graph 1 is tested in no fold")]
    [InlineData("""[{"test": [0], "model_selection": [{"train": [1], "validation": [2]}]}, {"test": [0], "model_selection": [{"train": [1], "validation": [2]}]}]""", 0, "graph 0 is tested in fold 0 and in fold 1")]
    [InlineData("""[{"test": [0], "model_selection": [{"train": [1], "validation": [2]}]}, {"test": [1], "model_selection": [{"train": [2], "validation": []}]}]""", 0, "fold 1 names 2 graphs but must name all 3")]
    public void ReadPublished_Wrong_SaysWhat(string text, int line, string problem)
    {
        var error = Assert.Throws<DatasetFormatException>(() => ReadText(text));
        Assert.Equal(line, error.Line);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadPublished_ForAnotherSet_IsRefused() =>
        Assert.Contains("names 3 graphs but must name all 4", Assert.Throws<DatasetFormatException>(() => ReadText(Good, 4)).Message, StringComparison.Ordinal);

    private static IReadOnlyList<Split> ReadText(string text, int? numGraphs = null)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["splits.json"], text);
        return Splits.ReadPublished(folder["splits.json"], numGraphs);
    }

    private static int Ones(IReadOnlyList<int> graphs) => graphs.Count(graph => Sample.Targets.Classes[graph] == 1);
}
