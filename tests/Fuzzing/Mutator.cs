using System.Text;
using System.Text.RegularExpressions;
using GraphSeq.Graph;

namespace GraphSeq.Tests.Fuzzing;

/// <summary>One random change to one of several files: to bits and bytes, to lines and numbers of a text, to a header's numbers, to whole files.</summary>
internal static partial class Mutator
{
    private const int LongestRepeat = 600;
    private static readonly string[] Snippets =
        ["0", "9", "-", "+", ",", ", ", ";", ".", " ", "\t", "\n", "\r\n", "\r", "\n\n", "#", "\"", "'", "x", "\0", "\uFEFF", "é", "日", "\u2028", "[", "]",
            "{", "}", ":", "null", "true", "e", "E5", "e39", "\\u0000", "\\ud800", "0000", "../", "/", "\\", "&a ", "*a", "!!", "- "];

    private static readonly string[] Numbers =
        ["-1", "0", "1", "2", "127", "128", "255", "256", "65535", "65536", "1000000", "2147483647", "2147483648", "-2147483648", "-2147483649", "4294967295",
            "4294967296", "9223372036854775807", "9223372036854775808", "18446744073709551616", "99999999999999999999999999999999", "1e9", "1e39", "1e309",
            "-1e309", "1e-400", "1E+5", "NaN", "nan", "Infinity", "-inf", "0x10", "1_000", "1.5", ".5", "5.", "--1", "+1", "٣", "00000000000000000000001", ""];

    private static readonly long[] Extremes =
        [0, 1, 2, 3, -1, -2, 127, 128, 255, 256, 32767, 32768, 65535, 65536, 1 << 20, 1 << 24, 1 << 30, int.MaxValue, 1L << 31, uint.MaxValue, 1L << 32, 1L << 40,
            long.MaxValue, long.MinValue, long.MaxValue / 4, long.MaxValue / 8 + 1];

    /// <summary>Changes the input; says how.</summary>
    public static string Change(FuzzInput input, FuzzTarget target, ref SplitMix64 random)
    {
        if (input.Files.Count == 0) return "nothing to change";
        var name = input.Files.Keys.ElementAt(random.NextInt(input.Files.Count));
        var bytes = input.Files[name];
        if (random.NextInt(20) == 0) return ChangeFiles(input, name, ref random);
        HeaderField[] fields = [.. target.Fields(name, bytes).Where(field => field.Offset >= 0 && field.Offset + field.Size <= bytes.Length)];
        var what = "";
        if (fields.Length > 0 && random.NextInt(2) == 0) (input.Files[name], what) = ChangeField(bytes, fields[random.NextInt(fields.Length)], ref random);
        else if (random.NextInt(2) == 0) (input.Files[name], what) = ChangeText(bytes, ref random);
        else (input.Files[name], what) = ChangeBytes(bytes, Other(target, name, ref random), ref random);
        return $"{name}: {what}";
    }

    private static string ChangeFiles(FuzzInput input, string name, ref SplitMix64 random)
    {
        var other = input.Files.Keys.ElementAt(random.NextInt(input.Files.Count));
        switch (random.NextInt(4))
        {
            case 0:
                input.Files.Remove(name);
                return $"{name}: removed";
            case 1:
                input.Files[name] = [];
                return $"{name}: emptied";
            case 2:
                input.Files[name] = input.Files[other];
                return $"{name}: content of {other}";
            default:
                (input.Files[name], input.Files[other]) = (input.Files[other], input.Files[name]);
                return $"{name}: exchanged with {other}";
        }
    }

    private static (byte[], string) ChangeField(byte[] bytes, HeaderField field, ref SplitMix64 random)
    {
        var before = field.Read(bytes);
        var value = random.NextInt(4) switch
        {
            0 => before + random.NextInt(9) - 4,
            1 => bytes.Length + random.NextInt(9) - 4,
            2 => before * (2 + random.NextInt(3)),
            _ => Extremes[random.NextInt(Extremes.Length)],
        };
        var changed = bytes.ToArray();
        field.Write(changed, value);
        return (changed, $"the {field.Size}-byte number at {field.Offset} from {before} to {value}");
    }

    private static (byte[], string) ChangeBytes(byte[] bytes, byte[] other, ref SplitMix64 random)
    {
        var (at, length) = Range(bytes.Length, ref random);
        var to = random.NextInt(bytes.Length + 1);
        var text = bytes.AsSpan();
        switch (random.NextInt(10))
        {
            case 0 when length > 0:
                var flipped = bytes.ToArray();
                flipped[at] ^= (byte)(1 << random.NextInt(8));
                return (flipped, $"a bit of byte {at}");
            case 1 when length > 0:
                var set = bytes.ToArray();
                set[at] = (byte)Extremes[random.NextInt(Extremes.Length)];
                return (set, $"byte {at} set to {set[at]}");
            case 2: return ([.. text[..at], .. text[(at + length)..]], $"{length} bytes at {at} removed");
            case 3: return ([.. text[..at]], $"cut off at {at}");
            case 4: return ([.. text[..to], .. text.Slice(at, length), .. text[to..]], $"{length} bytes at {at} once more at {to}");
            case 5:
                var (start, _) = Range(other.Length, ref random);
                return ([.. text[..at], .. other.AsSpan(start)], $"from {at} on another input from {start} on");
            case 6:
                var zeroed = bytes.ToArray();
                zeroed.AsSpan(at, length).Fill((byte)(random.NextInt(2) * 255));
                return (zeroed, $"{length} bytes at {at} overwritten");
            case 7 when bytes.Length >= 2:
                var size = 1 << random.NextInt(4);
                if (bytes.Length < size) goto default;
                var field = new HeaderField(random.NextInt(bytes.Length - size + 1), size, random.NextInt(2) == 0);
                return ChangeField(bytes, field, ref random);
            case 8:
                var times = random.NextInt(LongestRepeat) + 1;
                var repeated = text.Slice(at, Math.Min(length, 8)).ToArray();
                return ([.. text[..at], .. Enumerable.Repeat(repeated, times).SelectMany(each => each), .. text[at..]], $"{repeated.Length} bytes at {at} {times} times");
            default:
                var snippet = Encoding.UTF8.GetBytes(Snippets[random.NextInt(Snippets.Length)]);
                return ([.. text[..at], .. snippet, .. text[at..]], $"'{Encoding.UTF8.GetString(snippet)}' at {at}");
        }
    }

    // Latin-1 keeps every byte, so that a text in any encoding comes out as it was but for the change.
    private static (byte[], string) ChangeText(byte[] bytes, ref SplitMix64 random)
    {
        var text = Encoding.Latin1.GetString(bytes);
        List<string> lines = [.. text.Split('\n')];
        var (line, other) = (random.NextInt(lines.Count), random.NextInt(lines.Count));
        switch (random.NextInt(14))
        {
            case 0 or 1 or 2 or 3 when Number().Matches(text) is { Count: > 0 } numbers:
                var number = numbers[random.NextInt(numbers.Count)];
                var value = Numbers[random.NextInt(Numbers.Length)];
                return (Encoding.Latin1.GetBytes(text[..number.Index]).Concat(Encoding.UTF8.GetBytes(value))
                    .Concat(Encoding.Latin1.GetBytes(text[(number.Index + number.Length)..])).ToArray(), $"{number.Value} at {number.Index} becomes '{value}'");
            case 4: lines.RemoveAt(line); break;
            case 5: lines.Insert(line, lines[other]); break;
            case 6: (lines[line], lines[other]) = (lines[other], lines[line]); break;
            case 7: lines[line] = lines[line][..random.NextInt(lines[line].Length + 1)]; break;
            case 8: lines[line] += lines[other]; break;
            case 9: return (Encoding.Latin1.GetBytes(string.Join(random.NextInt(2) == 0 ? "\r\n" : "\r", lines)), "other ends of lines");
            case 10: return ([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(text)], "in UTF-16");
            case 11: return ([.. Encoding.UTF8.GetPreamble(), .. bytes], "with a byte order mark");
            case 12:
                lines.Insert(line, "# a comment, 1, 2");
                break;
            default:
                lines[line] = $"\"{lines[line]}\"";
                break;
        }
        return (Encoding.Latin1.GetBytes(string.Join('\n', lines)), $"lines {line + 1} and {other + 1}");
    }

    private static byte[] Other(FuzzTarget target, string name, ref SplitMix64 random)
    {
        var files = target.Corpus[random.NextInt(target.Corpus.Count)].Files;
        return files.TryGetValue(name, out var same) ? same : files.Values.FirstOrDefault() ?? [];
    }

    /// <summary>A stretch: a few bytes mostly, sometimes many.</summary>
    private static (int At, int Length) Range(int total, ref SplitMix64 random)
    {
        if (total == 0) return (0, 0);
        var at = random.NextInt(total);
        return (at, 1 + random.NextInt(random.NextInt(3) == 0 ? total - at : Math.Min(16, total - at)));
    }

    [GeneratedRegex(@"-?\d+(\.\d+)?([eE][-+]?\d+)?", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
