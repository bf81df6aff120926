using System.Text.Json;
using GraphSeq.Graph.Convolutions;

namespace GraphSeq.Models;

/// <summary>The graph convolutions a model can be built from, by name.</summary>
public static class GraphConvolutions
{
    private static readonly Lock Guard = new();
    private static readonly SortedDictionary<string, (string[] Settings, GraphConvolutionFactory Make)> Kinds =
        new(BuiltInConvolutions.All, StringComparer.Ordinal);

    /// <summary>The names, in order.</summary>
    public static IReadOnlyList<string> Names
    {
        get
        {
            lock (Guard) return [.. Kinds.Keys];
        }
    }

    /// <summary>Adds a convolution of one's own.</summary>
    /// <param name="name">Its name in options and on the command line.</param>
    /// <param name="make">Makes a layer.</param>
    /// <param name="settings">Properties of <see cref="GraphConvolutionOptions"/> that the layer looks at.</param>
    /// <exception cref="ArgumentException">The name is taken, or a setting is no property of the options.</exception>
    public static void Register(string name, GraphConvolutionFactory make, params string[] settings)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(make);
        ArgumentNullException.ThrowIfNull(settings);
        if (Array.Find(settings, s => typeof(GraphConvolutionOptions).GetProperty(s) is null) is { } unknown)
            throw new ArgumentException($"GraphConvolutions: {unknown} is no property of GraphConvolutionOptions.", nameof(settings));
        lock (Guard)
            if (!Kinds.TryAdd(name, (settings, make))) throw new ArgumentException($"GraphConvolutions: the name {name} is taken.", nameof(name));
    }

    internal static GraphConvolution Make(long inChannels, long outChannels, GraphConvolutionOptions options)
    {
        GraphConvolutionFactory make;
        lock (Guard) make = Kinds[options.Kind].Make;
        var layer = make(inChannels, outChannels, options);
        if (layer.OutputSize == outChannels) return layer;
        throw new InvalidOperationException(
            $"GraphConvolutions: {options.Kind} was asked for {outChannels} channels but made a layer of {layer.OutputSize}.");
    }

    /// <summary>True when the convolution looks at this property of the options; false too where there is no such convolution.</summary>
    /// <param name="kind">One of <see cref="Names"/>.</param>
    /// <param name="setting">Name of a property of <see cref="GraphConvolutionOptions"/>.</param>
    public static bool Takes(string kind, string setting)
    {
        lock (Guard) return Kinds.TryGetValue(kind, out var known) && known.Settings.Contains(setting);
    }

    internal static void Validate(GraphConvolutionOptions options, List<string> problems)
    {
        string[] settings;
        lock (Guard)
        {
            if (!Kinds.TryGetValue(options.Kind, out var kind))
            {
                var hint = NearestName.Suggest(options.Kind, Kinds.Keys);
                problems.Add($"Convolution.Kind is {options.Kind} but must be one of {string.Join(", ", Kinds.Keys)}.{hint}");
                return;
            }
            settings = kind.Settings;
        }
        foreach (var given in JsonSerializer.SerializeToElement(options).EnumerateObject().Select(property => property.Name))
            if (given != nameof(options.Kind) && !settings.Contains(given))
                problems.Add($"Convolution.{given} is set, but {options.Kind} does not take it (it takes {string.Join(", ", settings)}).");
        if (options.Aggregation == AggregationKind.Lstm && options.Kind != "sage") problems.Add("Convolution.Aggregation is lstm, which sage alone takes.");
        if (options.Degrees is null && options.Kind == "pna")
            problems.Add("Convolution.Degrees is missing: pna needs the degree histogram of the training part (PNAConv.DegreeHistogram).");
    }
}
