using System.CommandLine;
using System.Globalization;
using GraphSeq.Cli;

namespace GraphSeq.Tests.Cli;

public class NumberOptionTests
{
    private static readonly Type[] Numbers = [typeof(int), typeof(int?), typeof(int[]), typeof(long), typeof(long?), typeof(double), typeof(double?)];

    [Theory]
    [InlineData("train X --lr 0,002", "--lr is '0,002' but must be a number such as 0.002.")]
    [InlineData("train X --lr 1,234.5", "--lr is '1,234.5' but must be a number such as 0.5.")]
    [InlineData("train X --train-share 80%", "--train-share is '80%' but must be a number such as 0.5.")]
    [InlineData("train X --dropout NaN", "--dropout is 'NaN' but must be a number such as 0.5.")]
    [InlineData("train X --epochs 1,000", "--epochs is '1,000' but must be a whole number such as 10.")]
    [InlineData("train X --epochs 1.5", "--epochs is '1.5' but must be a whole number such as 10.")]
    [InlineData("train X --epochs 5000000000", "--epochs is '5000000000' but must be from -2147483648 to 2147483647.")]
    [InlineData("explain R X --graph 1 2,3", "--graph is '2,3' but must be a whole number such as 10.")]
    public void Run_TextThatIsNoNumber_SaysWhatItMustBe(string line, string expected)
    {
        var tool = Tool.Run(line.Split(' '));
        Assert.Equal(ExitCode.BadInput, tool.ExitCode);
        Assert.Contains(expected, tool.Error.Split('\n'));
    }

    [Fact]
    public void Parse_EveryNumberOption_RefusesACommaWithItsName()
    {
        var checkedOptions = 0;
        Check(Application.CreateRoot(), []);
        Assert.InRange(checkedOptions, 40, int.MaxValue);

        void Check(Command command, string[] path)
        {
            foreach (var option in command.Options.Where(option => Numbers.Contains(option.ValueType)))
            {
                var errors = Application.CreateRoot().Parse([.. path, option.Name, "1,5"]).Errors.Select(error => error.Message);
                Assert.Contains(errors, message => message.StartsWith($"{option.Name} is '1,5' but must be ", StringComparison.Ordinal));
                checkedOptions++;
            }
            foreach (var sub in command.Subcommands) Check(sub, [.. path, sub.Name]);
        }
    }

    [Fact]
    public void Parse_CultureWithDecimalCommas_ReadsPointsAsBefore()
    {
        var before = CultureInfo.CurrentCulture;
        var commas = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (commas.NumberFormat.NumberDecimalSeparator, commas.NumberFormat.NumberGroupSeparator) = (",", ".");
        CultureInfo.CurrentCulture = commas;
        try
        {
            var parsed = Application.CreateRoot().Parse(["train", "X", "--lr", "-2.5e-3", "--seed", "-7", "--weight-decay", "1"]);
            Assert.Empty(parsed.Errors);
            Assert.Equal((-0.0025, -7L, 1.0), (parsed.GetValue<double?>("--lr"), parsed.GetValue<long>("--seed"), parsed.GetValue<double?>("--weight-decay")));
            Assert.Null(parsed.GetValue<double?>("--mixup"));
            Assert.Equal(0.8, parsed.GetValue<double>("--train-share"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
