using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Copies a shared library and marks as weak every libstdc++ version need that the library names without using it. The dynamic loader
/// refuses a library whose version need it cannot meet, even if no relocation refers to a symbol of that version; a weak need it forgives.
/// </summary>
/// <remarks>
/// MSBuild compiles this file when the build first needs it, against .NET Standard 2.0. A file that is not a 64-bit little-endian ELF
/// library, that carries no version needs, or whose needs are all in use or weak already is copied as it is.
/// </remarks>
public sealed class WeakenVersionNeeds : Task
{
    private const int HeaderLength = 64, SectionLength = 64, SymbolLength = 24, RelocationLength = 24;
    private const uint SectionRelocations = 4, SectionDynamicSymbols = 11, SectionVersionNeeds = 0x6ffffffe, SectionVersionOfSymbol = 0x6fffffff;
    private const int FlagWeak = 2, HiddenBit = 0x8000;
    private const string Prefix = "GLIBCXX_";

    private byte[] _bytes = new byte[0];

    /// <summary>The library as its package ships it.</summary>
    [Required]
    public string Source { get; set; } = "";

    /// <summary>Where the copy goes; replaced as a whole, so that a build running at the same time never sees half a file.</summary>
    [Required]
    public string Destination { get; set; } = "";

    public override bool Execute()
    {
        _bytes = File.ReadAllBytes(Source);
        List<string> weakened = new List<string>();
        try
        {
            if (IsElf64LittleEndian()) Weaken(weakened);
        }
        catch (Exception e) when (e is IndexOutOfRangeException || e is ArgumentException || e is OverflowException)
        {
            Log.LogMessage(MessageImportance.High, "{0} is not a well-formed ELF library and stays as it is: {1}", Source, e.Message);
            _bytes = File.ReadAllBytes(Source);
            weakened.Clear();
        }

        Replace(Destination, _bytes);
        Log.LogMessage(MessageImportance.Low, "{0}: {1}", Destination,
            weakened.Count == 0 ? "no version need to weaken" : "made weak: " + string.Join(", ", weakened.ToArray()));
        return true;
    }

    private void Weaken(List<string> weakened)
    {
        HashSet<int> used = VersionsInUse();
        foreach (long section in Sections(SectionVersionNeeds))
        {
            long names = SectionOffset(SectionAt(U32(section + 0x28)));
            long need = SectionOffset(section);                                 // Elf64_Verneed: one per library named
            for (long step = 1; step != 0; step = U32(need + 12), need += step)
            {
                long entry = need + U32(need + 8);                              // Elf64_Vernaux: one per version of that library
                for (long next = 1; next != 0; next = U32(entry + 12), entry += next)
                {
                    string name = NameAt(names + U32(entry + 8));
                    if (!name.StartsWith(Prefix, StringComparison.Ordinal) || used.Contains(U16(entry + 6) & ~HiddenBit)) continue;
                    if ((U16(entry + 4) & FlagWeak) != 0) continue;
                    _bytes[checked((int)entry + 4)] |= FlagWeak;
                    weakened.Add(name);
                }
            }
        }
    }

    /// <summary>The version numbers of the symbols that a relocation refers to: the needs that must stay as they are.</summary>
    private HashSet<int> VersionsInUse()
    {
        List<long> versions = Sections(SectionVersionOfSymbol);
        HashSet<int> used = new HashSet<int>();
        if (versions.Count == 0) return used;
        long versionOfSymbol = SectionOffset(versions[0]);
        foreach (long section in Sections(SectionRelocations))
        {
            if (U32(SectionAt(U32(section + 0x28)) + 4) != SectionDynamicSymbols) continue;
            long end = SectionOffset(section) + U64(section + 0x20);
            for (long relocation = SectionOffset(section); relocation < end; relocation += RelocationLength)
                used.Add(U16(versionOfSymbol + 2L * U32(relocation + 12)) & ~HiddenBit);    // upper half of r_info
        }

        foreach (long section in Sections(SectionDynamicSymbols))                           // and of those that the library itself defines
        {
            long count = U64(section + 0x20) / SymbolLength;
            for (long i = 0; i < count; i++)
                if (U16(SectionOffset(section) + i * SymbolLength + 6) != 0) used.Add(U16(versionOfSymbol + 2 * i) & ~HiddenBit);
        }

        return used;
    }

    private bool IsElf64LittleEndian() =>
        _bytes.Length >= HeaderLength && _bytes[0] == 0x7f && _bytes[1] == 'E' && _bytes[2] == 'L' && _bytes[3] == 'F'
        && _bytes[4] == 2 && _bytes[5] == 1 && U16(0x3A) == SectionLength;

    private List<long> Sections(uint type)
    {
        List<long> found = new List<long>();
        for (int i = 0; i < U16(0x3C); i++)
            if (U32(SectionAt(i) + 4) == type) found.Add(SectionAt(i));
        return found;
    }

    private long SectionAt(long index) => U64(0x28) + index * SectionLength;

    private long SectionOffset(long section) => U64(section + 0x18);

    private string NameAt(long offset)
    {
        int start = checked((int)offset);
        return Encoding.ASCII.GetString(_bytes, start, Array.IndexOf(_bytes, (byte)0, start) - start);
    }

    private int U16(long offset) => BitConverter.ToUInt16(_bytes, checked((int)offset));

    private long U32(long offset) => BitConverter.ToUInt32(_bytes, checked((int)offset));

    private long U64(long offset) => BitConverter.ToInt64(_bytes, checked((int)offset));

    private static void Replace(string path, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path));
        string temporary = path + "." + Guid.NewGuid().ToString("N");
        File.WriteAllBytes(temporary, bytes);
        try
        {
            File.Delete(path);
            File.Move(temporary, path);
        }
        catch (IOException) when (File.Exists(path))                            // another project's build was quicker, with the same bytes
        {
            File.Delete(temporary);
        }
    }
}
