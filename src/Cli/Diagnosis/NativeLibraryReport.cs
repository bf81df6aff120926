namespace GraphSeq.Cli.Diagnosis;

/// <summary>What is known of TorchSharp's native library, found without loading it.</summary>
/// <param name="Path">The file; null when there is none.</param>
/// <param name="State">In a few words: healed, as shipped, not there.</param>
/// <param name="Problems">Why the dynamic loader would refuse it, each with what to do; empty when nothing is known to be wrong.</param>
internal sealed record NativeLibraryReport(string? Path, string State, IReadOnlyList<string> Problems);
