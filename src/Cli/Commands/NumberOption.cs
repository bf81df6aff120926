using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace GraphSeq.Cli.Commands;

/// <summary>Reads the numbers of options: with a decimal point wherever the user is, and never with thousands separators.</summary>
internal static class NumberOption
{
    private const string WholeExample = "10", Example = "0.5";

    /// <summary>For <c>Option&lt;T&gt;.CustomParser</c>.</summary>
    public static T Read<T>(ArgumentResult result) where T : struct, INumber<T>, IMinMaxValue<T> => ReadAll<T>(result).LastOrDefault();

    /// <summary>For <c>Option&lt;T?&gt;.CustomParser</c>.</summary>
    public static T? ReadOptional<T>(ArgumentResult result) where T : struct, INumber<T>, IMinMaxValue<T> => Read<T>(result);

    /// <summary>For <c>Option&lt;T[]&gt;.CustomParser</c>.</summary>
    public static T[] ReadAll<T>(ArgumentResult result) where T : struct, INumber<T>, IMinMaxValue<T>
    {
        var numbers = new T[result.Tokens.Count];
        for (var i = 0; i < numbers.Length; i++)
        {
            var text = result.Tokens[i].Value;
            if (TryParse(text, out numbers[i])) continue;
            result.AddError($"{NameOf(result)} is '{text}' but must be {Wanted<T>(text)}.");
            return [];
        }
        return numbers;
    }

    private static bool TryParse<T>(string text, out T number) where T : struct, INumber<T>
    {
        var style = IsWhole<T>() ? NumberStyles.AllowLeadingSign : NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return T.TryParse(text, style, CultureInfo.InvariantCulture, out number) && T.IsFinite(number);
    }

    private static string Wanted<T>(string text) where T : struct, INumber<T>, IMinMaxValue<T>
    {
        if (!IsWhole<T>()) return $"a number such as {(TryParse<T>(text.Replace(',', '.'), out _) ? text.Replace(',', '.') : Example)}";
        return BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)
            ? string.Create(CultureInfo.InvariantCulture, $"from {T.MinValue} to {T.MaxValue}")
            : $"a whole number such as {WholeExample}";
    }

    private static bool IsWhole<T>() where T : struct, INumber<T> => T.IsZero(T.One / (T.One + T.One));

    private static string NameOf(ArgumentResult result) => result.Parent is OptionResult option ? option.Option.Name : result.Argument.Name;
}
