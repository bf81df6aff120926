namespace GraphSeq.Cli;

/// <summary>Looks up what the user named.</summary>
internal static class KnownNames
{
    /// <summary>The value of a name; an unknown one is refused with the nearest known and all that there are.</summary>
    /// <param name="kind">What is named, for the message: <c>model</c>.</param>
    /// <param name="name">What the user wrote.</param>
    /// <param name="known">Values by name.</param>
    /// <exception cref="BadInputException">The name is not known.</exception>
    public static T Require<T>(string kind, string name, IReadOnlyDictionary<string, T> known)
    {
        if (known.TryGetValue(name, out var value)) return value;
        throw new BadInputException($"There is no {kind} '{name}'.{Models.NearestName.Suggest(name, known.Keys)} Known: {string.Join(", ", known.Keys)}.");
    }
}
