namespace GraphSeq.Cli.Diagnosis;

/// <summary>A version that a shared library wants another one to define: <c>libstdc++.so.6</c> must have <c>GLIBCXX_3.4.30</c>.</summary>
/// <param name="Library">The library that should define the version.</param>
/// <param name="Version">The version's name.</param>
/// <param name="IsWeak">The dynamic loader goes on without it.</param>
/// <param name="EntryOffset">Where the need's entry (Elf64_Vernaux) begins in the file.</param>
internal sealed record ElfVersionNeed(string Library, string Version, bool IsWeak, int EntryOffset);
