using System.CommandLine;
using System.Globalization;
using System.Numerics;

namespace GraphSeq.Cli.Commands;

/// <summary>Command-line options that each change one property of an options record; one that is not given changes nothing.</summary>
internal sealed class OptionSet<TRecord>
{
    private readonly List<(Option Option, Func<ParseResult, TRecord, TRecord> Apply)> _options = [];

    /// <summary>A number.</summary>
    public OptionSet<TRecord> Number<T>(string name, string helpName, string description, Func<TRecord, T, TRecord> change)
        where T : struct, INumber<T>, IMinMaxValue<T>
    {
        var option = new Option<T?>(name) { HelpName = helpName, Description = description, CustomParser = NumberOption.ReadOptional<T> };
        return Add(option, (parsed, record) => parsed.GetValue(option) is { } value ? change(record, value) : record);
    }

    /// <summary>Yes or no: <c>--residual</c> and <c>--residual false</c>.</summary>
    public OptionSet<TRecord> Switch(string name, string description, Func<TRecord, bool, TRecord> change)
    {
        var option = new Option<bool?>(name) { HelpName = "BOOL", Description = description };
        return Add(option, (parsed, record) => parsed.GetValue(option) is { } value ? change(record, value) : record);
    }

    /// <summary>One of a few names.</summary>
    public OptionSet<TRecord> Name<T>(string name, string description, Func<TRecord, T, TRecord> change) where T : struct, Enum
    {
        var known = EnumNames.Of<T>();
        return Text(name, "NAME", $"{description}: {string.Join(", ", known.Keys)}.", (record, text) => change(record, KnownNames.Require(name, text, known)));
    }

    /// <summary>Some of a few names, with commas between them.</summary>
    public OptionSet<TRecord> Names<T>(string name, string description, Func<TRecord, IReadOnlyList<T>, TRecord> change) where T : struct, Enum
    {
        var known = EnumNames.Of<T>();
        return Text(name, "NAMES", $"{description}, with commas: {string.Join(", ", known.Keys)}.",
            (record, text) => change(record, [.. text.Split(',').Select(part => KnownNames.Require(name, part.Trim(), known))]));
    }

    /// <summary>Whole numbers, with commas between them.</summary>
    public OptionSet<TRecord> Numbers(string name, string description, Func<TRecord, IReadOnlyList<int>, TRecord> change) =>
        Text(name, "N,N", description, (record, text) => change(record, [.. text.Split(',').Select(part =>
            int.TryParse(part, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw new BadInputException($"{name} is {text} but must be whole numbers with commas between them."))]));

    public OptionSet<TRecord> Text(string name, string helpName, string description, Func<TRecord, string, TRecord> change)
    {
        var option = new Option<string?>(name) { HelpName = helpName, Description = description };
        return Add(option, (parsed, record) => parsed.GetValue(option) is { } text ? change(record, text) : record);
    }

    public void AddTo(Command command)
    {
        foreach (var (option, _) in _options) command.Add(option);
    }

    /// <summary>The first of the options that the user has given; null for none.</summary>
    public string? FirstGiven(ParseResult parsed) =>
        _options.Select(entry => entry.Option).FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false })?.Name;

    /// <summary>The record with what the user asks for.</summary>
    /// <exception cref="BadInputException">A name is not known; the message has the nearest.</exception>
    public TRecord Apply(ParseResult parsed, TRecord record) => _options.Aggregate(record, (changed, option) => option.Apply(parsed, changed));

    private OptionSet<TRecord> Add(Option option, Func<ParseResult, TRecord, TRecord> apply)
    {
        _options.Add((option, apply));
        return this;
    }
}
